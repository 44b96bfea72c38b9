# ctest `lint.forbidden`: shows that the layering check does stop what it should.
# cmake -DROOT=<source dir> -DWORK=<scratch dir> -P forbidden.cmake
file(REMOVE_RECURSE ${WORK})

function(expect_refused what message)
  execute_process(COMMAND ${CMAKE_COMMAND} ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
  string(REGEX REPLACE "[ \n]+" " " err "${err}")
  if(status EQUAL 0)
    message(SEND_ERROR "${what} was let through")
  elseif(NOT err MATCHES "${message}")
    message(SEND_ERROR "${what}: expected a message with '${message}', got: ${err}")
  endif()
endfunction()

foreach(pair "core|QString" "core|gis/crs.h" "dispersion|gdal_priv.h" "dispersion|core/model/log.h" "gis|osg/Node"
    "data|ogr_api.h" "ui|gdal.h" "ui|app/run_city.h" "app|sqlite3.h")
  string(REPLACE "|" ";" pair "${pair}")
  list(GET pair 0 module)
  list(GET pair 1 header)
  file(REMOVE_RECURSE ${WORK}/includes)
  file(WRITE ${WORK}/includes/${module}/src/bad.cpp "#include <${header}>\n")
  expect_refused("${module} with <${header}>" "${module} must not have"
    -DROOT=${WORK}/includes -P ${ROOT}/cmake/check_includes.cmake)
endforeach()

foreach(pair "dispersion|gis" "gis|data" "ui|app" "core_model|dispersion")
  string(REPLACE "|" ";" pair "${pair}")
  list(GET pair 0 module)
  list(GET pair 1 used)
  file(REMOVE_RECURSE ${WORK}/target)
  file(WRITE ${WORK}/target/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(bad NONE)\n"
    "include(${ROOT}/cmake/LeewardModule.cmake)\nleeward_module(${module} USES ${used})\n")
  expect_refused("${module} using ${used}" "layering: ${module} must not use ${used}"
    -G Ninja -S ${WORK}/target -B ${WORK}/target/build)
endforeach()
