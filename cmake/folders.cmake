# One small target per folder of src/. The LINK list is the folder's dependency rule (docs/architecture.md).

add_library(perpixel_options INTERFACE)
target_include_directories(perpixel_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_features(perpixel_options INTERFACE cxx_std_20)
target_compile_options(perpixel_options INTERFACE -Wall -Wextra -Wno-missing-field-initializers -ffp-contract=off)
# GCC 12 suspects std::string's own operator+ (its bug 105651).
target_compile_options(perpixel_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(PERPIXEL_SANITIZE)
  target_compile_options(perpixel_options INTERFACE -fsanitize=${PERPIXEL_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=undefined)
  target_link_options(perpixel_options INTERFACE -fsanitize=${PERPIXEL_SANITIZE})
endif()
if(PERPIXEL_FUZZ)
  target_compile_options(perpixel_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
find_package(Threads REQUIRED)

# perpixel_folder(NAME SOURCES a.cpp ... LINK other_folder ... USE external_target ...)
function(perpixel_folder name)
  cmake_parse_arguments(F "" "" "SOURCES;LINK;USE" ${ARGN})
  add_library(folder_${name} OBJECT ${F_SOURCES})
  target_link_libraries(folder_${name} PUBLIC perpixel_options Threads::Threads)
  foreach(other ${F_LINK})
    target_link_libraries(folder_${name} PUBLIC folder_${other})
  endforeach()
  target_link_libraries(folder_${name} PRIVATE ${F_USE})
  set_property(GLOBAL APPEND PROPERTY PERPIXEL_FOLDERS folder_${name})
  set_property(GLOBAL APPEND PROPERTY PERPIXEL_EXTERNAL ${F_USE})
endfunction()

# perpixel_train_folder(NAME SOURCES a.cpp ... PLAIN b.cpp ... LINK other_folder ... USE external_target ...)
# A folder of perpixel_train. SOURCES see LibTorch through the one precompiled header src/autograd/libtorch.h, which
# is included for them; PLAIN sources compile without it (seconds instead of many). No fmt in either: LibTorch's
# wheel ships its own copy, which would win over Debian's.
function(perpixel_train_folder name)
  cmake_parse_arguments(F "" "" "SOURCES;PLAIN;LINK;USE" ${ARGN})
  add_library(folder_${name} OBJECT ${F_SOURCES} ${F_PLAIN})
  target_link_libraries(folder_${name} PUBLIC perpixel_options Threads::Threads)
  foreach(other ${F_LINK})
    target_link_libraries(folder_${name} PUBLIC folder_${other})
  endforeach()
  target_link_libraries(folder_${name} PRIVATE ${F_USE})
  perpixel_use_libtorch(folder_${name})
  set_source_files_properties(${F_PLAIN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  set_property(GLOBAL APPEND PROPERTY PERPIXEL_TRAIN_FOLDERS folder_${name})
  set_property(GLOBAL APPEND PROPERTY PERPIXEL_TRAIN_EXTERNAL ${F_USE})
endfunction()

# With this, ccache works for what a precompiled header stands before.
set(perpixel_header_options $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)

# What most tests parse first, parsed once.
if(PERPIXEL_TESTS)
  find_package(GTest REQUIRED)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/test_header.cpp CONTENT "// Carries the precompiled header.\n")
  add_library(perpixel_test_header OBJECT ${PROJECT_BINARY_DIR}/test_header.cpp)
  target_link_libraries(perpixel_test_header PUBLIC perpixel_options Threads::Threads GTest::gtest)
  target_precompile_headers(perpixel_test_header PRIVATE <gtest/gtest.h> <filesystem> <functional> <map> <string> <vector>)
  target_compile_options(perpixel_test_header PRIVATE $<$<CONFIG:Release>:-O1> ${perpixel_header_options})
endif()

# perpixel_share_header(TARGET CARRIER): TARGET uses CARRIER's precompiled header. The compiler takes it only under the
# same options, so a program is compiled as position-independent as a library.
function(perpixel_share_header target carrier)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC ${perpixel_header_options})
  target_precompile_headers(${target} REUSE_FROM ${carrier})
endfunction()

# perpixel_tests(FOLDER a_test.cpp ... [PLAIN b_test.cpp ...] [LIBRARY target] [USE external_target ...])
# One test program per folder. Tests of a perpixel_train folder link perpixel_train and see LibTorch; those named
# after PLAIN do without the precompiled header. Tests are compiled with little optimisation: that is sooner done.
function(perpixel_tests folder)
  cmake_parse_arguments(T "" "LIBRARY" "PLAIN;USE" ${ARGN})
  set(program ${folder}_test)
  set(main ${PROJECT_SOURCE_DIR}/tests/main.cpp)
  get_property(train_folders GLOBAL PROPERTY PERPIXEL_TRAIN_FOLDERS)
  add_executable(${program} ${T_UNPARSED_ARGUMENTS} ${T_PLAIN} ${main})
  if("folder_${folder}" IN_LIST train_folders)
    set(T_LIBRARY perpixel_train)
    perpixel_use_libtorch(${program})
    set_source_files_properties(${T_PLAIN} ${main} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  else()
    target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O1>)
    perpixel_share_header(${program} perpixel_test_header)
    set_source_files_properties(${T_PLAIN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
  if(NOT T_LIBRARY)
    set(T_LIBRARY perpixel)
  endif()
  target_link_libraries(${program} PRIVATE ${T_LIBRARY} GTest::gtest ${T_USE})
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${program} PRIVATE
    PERPIXEL_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data" PERPIXEL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${folder} COMMAND ${program})
  # Each program leaves a report of its cases; ci/count_tests.py adds them up.
  set_tests_properties(${folder} PROPERTIES TIMEOUT 900
    ENVIRONMENT "GTEST_OUTPUT=xml:${PROJECT_BINARY_DIR}/test-reports/${folder}.xml")
endfunction()
