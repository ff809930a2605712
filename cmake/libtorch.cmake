# LibTorch as we use it: the PyPI wheel that cmake/libtorch.txt pins, its CPU library only. find_package(Torch) is no
# use here: it demands a CUDA toolkit. CUDA itself is opened at run time (--device cuda).
#
# Targets: perpixel::torch_cpu (headers and libtorch_cpu, libc10).
# This file is also installed beside perpixelConfig.cmake: perpixel_train's users link the same LibTorch.

set(PERPIXEL_TORCH_VERSION 2.15.0)
set(PERPIXEL_TORCH "" CACHE PATH "Another LibTorch (folder with include/ and lib/), taken without a version check")

# perpixel_find_libtorch(OUT DEFAULT_DIR): the folder with include/ and lib/, or an error that says what to do.
function(perpixel_find_libtorch out default_dir)
  if(PERPIXEL_TORCH)
    set(dir ${PERPIXEL_TORCH})
    if(EXISTS ${dir}/torch/lib/libtorch_cpu.so)  # a site-packages folder is taken as well
      set(dir ${dir}/torch)
    endif()
    if(NOT EXISTS ${dir}/lib/libtorch_cpu.so)
      message(FATAL_ERROR "PERPIXEL_TORCH=${PERPIXEL_TORCH}: no lib/libtorch_cpu.so in it")
    endif()
  else()
    set(dir ${default_dir})
    if(NOT EXISTS ${dir}/lib/libtorch_cpu.so OR NOT EXISTS ${dir}/version.py)
      message(FATAL_ERROR "LibTorch ${PERPIXEL_TORCH_VERSION} is not in ${dir}. ./build.sh fetches it; "
        "-DPERPIXEL_TRAIN=OFF builds without it; -DPERPIXEL_TORCH=DIR takes another one.")
    endif()
    file(STRINGS ${dir}/version.py line REGEX "^__version__")
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" found "${line}")
    if(NOT found STREQUAL PERPIXEL_TORCH_VERSION)
      message(FATAL_ERROR "LibTorch in ${dir} is ${found}, not ${PERPIXEL_TORCH_VERSION}. "
        "./build.sh fetches the right one; -DPERPIXEL_TORCH=DIR takes this one unchecked.")
    endif()
  endif()
  set(${out} ${dir} PARENT_SCOPE)
endfunction()

# perpixel_import_libtorch(DIR): the imported targets. The wheel is built with GCC's own C++11 ABI, so no macro is set.
# --allow-shlib-undefined: libtorch_cpu names CUDA libraries that are there only with build.sh --cuda.
function(perpixel_import_libtorch dir)
  if(TARGET perpixel::torch_cpu)
    return()
  endif()
  foreach(name c10 torch_cpu)
    add_library(perpixel::lib${name} SHARED IMPORTED GLOBAL)
    set_target_properties(perpixel::lib${name} PROPERTIES
      IMPORTED_LOCATION ${dir}/lib/lib${name}.so)
  endforeach()
  add_library(perpixel::torch_cpu INTERFACE IMPORTED GLOBAL)
  if(EXISTS ${dir}/include)  # an installed prefix has the libraries only
    target_include_directories(perpixel::torch_cpu INTERFACE ${dir}/include ${dir}/include/torch/csrc/api/include)
  endif()
  target_link_libraries(perpixel::torch_cpu INTERFACE perpixel::libtorch_cpu perpixel::libc10)
  target_link_options(perpixel::torch_cpu INTERFACE -Wl,--allow-shlib-undefined)
endfunction()
