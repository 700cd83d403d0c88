# What is shipped is harder to take over: addresses that differ at each start,
# tables that are read-only once they are filled, checked copies, guarded
# stacks, and marked places to jump to.  tests/release/hardened.py looks
# whether the program has it all.
include(CheckCCompilerFlag)

set(hardening -fPIE -fstack-protector-strong)
foreach(flag -fstack-clash-protection -fcf-protection=full)
  string(MAKE_C_IDENTIFIER "HAS${flag}" known)
  check_c_compiler_flag(${flag} ${known})
  if(${known})
    list(APPEND hardening ${flag})
  endif()
endforeach()
target_compile_options(foyer_flags INTERFACE "$<$<CONFIG:Release>:${hardening}>")
target_compile_definitions(foyer_flags INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=3>)
target_link_options(foyer_flags INTERFACE
  "$<$<CONFIG:Release>:-pie;-Wl,-z,relro;-Wl,-z,now;-Wl,-z,noexecstack;-Wl,-z,separate-code>")
