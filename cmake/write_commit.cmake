# cmake -DSOURCE=DIR -DHEADER=FILE -P write_commit.cmake: #define PERPIXEL_COMMIT, the short hash of SOURCE's commit or
# "unknown". An unchanged header keeps its time, so that nothing is compiled anew.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND git rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE}
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE no_commit)
if(no_commit)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define PERPIXEL_COMMIT \"@commit@\"\n" @ONLY)
