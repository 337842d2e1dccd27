# orrery_embed(name ROOT folder FILES file…)
#
# Puts files into the binary. Makes the library embedded_<name> with one function,
# std::span<const EmbeddedFile> orrery::embedded::<name>(), whose paths are relative to ROOT.

function(orrery_embed name)
  cmake_parse_arguments(arg "" "ROOT" "FILES" ${ARGN})
  set(assembly ".section .rodata\n")
  set(index "")
  set(declarations "")
  set(number 0)
  list(SORT arg_FILES)
  foreach(file ${arg_FILES})
    file(RELATIVE_PATH path ${arg_ROOT} ${file})
    set(symbol "embedded_${name}_${number}")
    string(APPEND assembly
      ".global ${symbol}_begin\n.global ${symbol}_end\n.balign 16\n"
      "${symbol}_begin:\n.incbin \"${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND index "    {\"${path}\", {${symbol}_begin, static_cast<size_t>(${symbol}_end - ${symbol}_begin)}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
  set(stem ${CMAKE_BINARY_DIR}/embedded/${name})
  file(CONFIGURE OUTPUT ${stem}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${stem}.cpp @ONLY CONTENT
"#include \"base/embedded.h\"

extern \"C\" {
${declarations}}

namespace orrery::embedded {

std::span<const EmbeddedFile> ${name}() {
    static const EmbeddedFile files[] = {
${index}    };
    return files;
}

}  // namespace orrery::embedded
")
  set_source_files_properties(${stem}.S PROPERTIES OBJECT_DEPENDS "${arg_FILES}")
  add_library(embedded_${name} STATIC ${stem}.S ${stem}.cpp)
  target_include_directories(embedded_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
endfunction()
