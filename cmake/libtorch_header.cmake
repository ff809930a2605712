# One precompiled header, src/autograd/libtorch.h, for every file that sees LibTorch: it saves about ten seconds a file.

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/libtorch_header.cpp CONTENT "// Carries the precompiled header.\n")
add_library(perpixel_libtorch OBJECT ${PROJECT_BINARY_DIR}/libtorch_header.cpp)
target_link_libraries(perpixel_libtorch PUBLIC perpixel_options Threads::Threads perpixel::torch_cpu)
target_precompile_headers(perpixel_libtorch PRIVATE ${PROJECT_SOURCE_DIR}/src/autograd/libtorch.h)
target_compile_options(perpixel_libtorch PRIVATE ${perpixel_header_options})

# perpixel_use_libtorch(TARGET): its sources see LibTorch, through the precompiled header.
function(perpixel_use_libtorch target)
  target_link_libraries(${target} PRIVATE perpixel::torch_cpu)
  perpixel_share_header(${target} perpixel_libtorch)
endfunction()
