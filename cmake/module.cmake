# orrery_module(name DEPENDS module… LINKS target… ALONE source…)
#
# Makes the static library orrery_<name> of every source below src/<name> and writes down which
# modules it may include. The tidy test reads that list and fails on an include that is not in it.

file(WRITE ${CMAKE_BINARY_DIR}/modules.txt "")

function(orrery_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LINKS;ALONE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  if(NOT sources)
    add_library(orrery_${name} INTERFACE)
    target_include_directories(orrery_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    return()
  endif()
  add_library(orrery_${name} STATIC ${sources})
  target_include_directories(orrery_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM arg_ALONE PREPEND ${CMAKE_SOURCE_DIR}/src/${name}/)
  orrery_unity(orrery_${name} ALONE ${arg_ALONE})
  list(TRANSFORM arg_DEPENDS PREPEND orrery_ OUTPUT_VARIABLE libraries)
  target_link_libraries(orrery_${name} PUBLIC ${libraries} ${arg_LINKS} fmt::fmt)
  if(name STREQUAL "base")
    target_precompile_headers(orrery_base PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)
  else()
    target_precompile_headers(orrery_${name} REUSE_FROM orrery_base)
  endif()
  string(REPLACE ";" " " allowed "${arg_DEPENDS}")
  file(APPEND ${CMAKE_BINARY_DIR}/modules.txt "${name}: ${allowed}\n")
endfunction()
