# foyer_embed(NAME ROOT FILES): makes the sources that put FILES into the
# program, as a table `NAME[]` of {path relative to ROOT, bytes, length} that
# ends with a NULL path (struct embedded_file in data/embedded.h), and sets
# NAME to the list of those sources.
function(foyer_embed name root files)
  set(table ${CMAKE_BINARY_DIR}/embedded/${name}.c)
  set(bytes ${CMAKE_BINARY_DIR}/embedded/${name}.S)
  set(table_text "#include \"data/embedded.h\"\n")
  set(rows "")
  set(bytes_text "\t.section .rodata\n")
  set(number 0)
  list(SORT files)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR}/${root} ${file})
    set(symbol ${name}_${number})
    string(APPEND bytes_text
      "\t.global ${symbol}, ${symbol}_end\n\t.balign 16\n${symbol}:\n\t.incbin \"${file}\"\n${symbol}_end:\n\t.byte 0\n")
    string(APPEND table_text "extern const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "\t{\"${path}\", ${symbol}, ${symbol}_end},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND table_text "const struct embedded_file ${name}[] = {\n${rows}\t{0},\n};\n")
  # Else the linker takes the marks of -fcf-protection from the whole program.
  string(PREPEND bytes_text "#ifdef __CET__\n#include <cet.h>\n#endif\n")
  string(APPEND bytes_text "\t.section .note.GNU-stack,\"\",@progbits\n")
  file(CONFIGURE OUTPUT ${table} CONTENT "${table_text}" @ONLY)
  file(CONFIGURE OUTPUT ${bytes} CONTENT "${bytes_text}" @ONLY)
  set_source_files_properties(${bytes} PROPERTIES OBJECT_DEPENDS "${files}")
  set(${name} ${table} ${bytes} PARENT_SCOPE)
endfunction()
