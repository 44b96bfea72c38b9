# leeward_flags: warnings, hardening and sanitizers of our own targets; third-party headers are SYSTEM and keep theirs.
add_library(leeward_flags INTERFACE)
target_compile_options(leeward_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  # g++ 12 sees uninitialised members of std::variant and std::optional that are not there (GCC bugs 105562, 105593).
  -Wno-maybe-uninitialized
  # Same bits on every x86 machine: no silent fused multiply-add, no fast-math.
  -ffp-contract=off)
if(LEEWARD_WERROR)
  target_compile_options(leeward_flags INTERFACE -Werror)
endif()
if(LEEWARD_SANITIZER)
  target_compile_options(leeward_flags INTERFACE -fsanitize=${LEEWARD_SANITIZER} -fno-omit-frame-pointer)
  target_link_options(leeward_flags INTERFACE -fsanitize=${LEEWARD_SANITIZER})
endif()
target_compile_definitions(leeward_flags INTERFACE QT_NO_KEYWORDS $<$<CONFIG:Debug>:LEEWARD_CHECKS>
  $<$<BOOL:${LEEWARD_BUILD_TESTS}>:LEEWARD_CHECKS>)
