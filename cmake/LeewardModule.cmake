# The layering of Leeward, written here and nowhere else: a star with core/model in the middle.
# A module that names another one it may not use stops configure; a forbidden #include stops the
# test `lint.includes` (cmake/check_includes.cmake).
set(MAY_USE_core_model "")
set(MAY_USE_core_assess core_model)
set(MAY_USE_core_scenario core_model core_assess)
set(MAY_USE_dispersion core_model)
set(MAY_USE_gis core_model)
set(MAY_USE_data core_model core_assess core_scenario)
set(MAY_USE_ui core_model core_assess core_scenario)
set(MAY_USE_app core_model core_assess core_scenario dispersion gis data)
set(MAY_USE_app_desktop core_model core_assess core_scenario dispersion gis data ui app)

# leeward_module(<name> HEADERS <files> SOURCES <files> USES <modules> LIBS <private libs> PUBLIC_LIBS <libs>)
function(leeward_module name)
  cmake_parse_arguments(PARSE_ARGV 1 a "" "" "HEADERS;SOURCES;USES;LIBS;PUBLIC_LIBS")
  if(a_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "leeward_module(${name}): unknown arguments ${a_UNPARSED_ARGUMENTS}")
  endif()
  foreach(used IN LISTS a_USES)
    if(NOT used IN_LIST MAY_USE_${name})
      message(FATAL_ERROR "layering: ${name} must not use ${used}; it may use: ${MAY_USE_${name}}")
    endif()
  endforeach()
  add_library(${name} STATIC ${a_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${a_HEADERS})
  list(TRANSFORM a_USES PREPEND leeward::)
  target_link_libraries(${name} PUBLIC ${a_USES} ${a_PUBLIC_LIBS} PRIVATE ${a_LIBS} leeward_flags)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  add_library(leeward::${name} ALIAS ${name})
endfunction()

# leeward_simd_sources(<module> <files>): sources of the module that Highway compiles once per instruction set
# (foreach_target.h includes the file again, so it stays out of unity files).
function(leeward_simd_sources module)
  target_sources(${module} PRIVATE ${ARGN})
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_include_directories(${module} PRIVATE src)
  target_link_libraries(${module} PRIVATE hwy::hwy)
endfunction()

# leeward_test(<program> LABELS <labels> SOURCES <files> LIBS <libs>): a GoogleTest program, one ctest per test.
function(leeward_test name)
  cmake_parse_arguments(PARSE_ARGV 1 a "" "" "SOURCES;LIBS;LABELS;PROPERTIES")
  if(a_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "leeward_test(${name}): unknown arguments ${a_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(${name} ${a_SOURCES})
  target_link_libraries(${name} PRIVATE ${a_LIBS} GTest::gmock GTest::gtest_main leeward_flags)
  target_compile_definitions(${name} PRIVATE
    LEEWARD_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LEEWARD_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${a_LABELS}" TIMEOUT 600 ${a_PROPERTIES})
endfunction()
