# Warnings for every target of ours, and the sanitizers that a preset asks for.

# librsvg asks for -pthread; the precompiled header serves only targets with the same flags.
add_compile_options(-pthread)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside the standard library at -O2; none points at code of ours.
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
                      -Wno-array-bounds -Wno-dangling-pointer)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 itself uses what C++17 deprecates.
  add_compile_options(-Wno-deprecated-declarations)
endif()
if(ORRERY_SANITIZE)
  # Each compiler has another word of its own for it.
  add_compile_definitions(ORRERY_SANITIZED)
  add_compile_options(-fsanitize=${ORRERY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ORRERY_SANITIZE})
  if(ORRERY_SANITIZE MATCHES "undefined" AND NOT ORRERY_FUZZ)
    # These two stand before each use of each pointer: a fifth of the time to compile. A null that is
    # followed ends in AddressSanitizer's report; how bytes from outside are read the fuzzers check.
    add_compile_options(-fno-sanitize=null,alignment)
  endif()
  if(ORRERY_FUZZ)
    # libFuzzer sees which branches of our own libraries an input takes, not only those of its target.
    add_compile_options(-fsanitize=fuzzer-no-link)
    add_link_options(-fsanitize=fuzzer-no-link)
  endif()
endif()
