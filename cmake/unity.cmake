# orrery_unity(target [ALONE source…])
#
# Compiles the sources of a target many at once, as CMake's UNITY_BUILD joins them: most of what one
# costs is reading the same headers again. ALONE are those whose private names others have as well;
# names of anonymous namespaces must differ within a unit, and the compiler says where they do not.

option(ORRERY_UNITY "Compile sources many at once" ON)

if(ORRERY_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # To g++ a source within a unit is a header, which should not have types of its own.
  add_compile_options(-Wno-subobject-linkage)
endif()

function(orrery_unity target)
  cmake_parse_arguments(arg "" "" "ALONE" ${ARGN})
  if(ORRERY_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()
