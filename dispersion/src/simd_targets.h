#pragma once
// Before hwy/foreach_target.h in every kernel file: only the targets worth their compile time, which are AVX-512, AVX2 and
// the baseline.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
