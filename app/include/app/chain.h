#pragma once
// What the window and the commands share: every action goes through one of these functions.
#include "app/create_city.h"
#include "app/open_city.h"
#include "app/run_city.h"
