# cmake --install: the program, the libraries, the headers, and the files that let find_package(perpixel) work.
# Headers keep their folders under include/perpixel, and both that folder and its parent are on the include path:
# users write <perpixel/deploy/deploy.h>, our own headers write "tensor/tensor.h".
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

option(PERPIXEL_INSTALL_LIBTORCH "Copy LibTorch's CPU libraries (0.5 GB) to the prefix, so that it can be moved" OFF)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/perpixel)

install(TARGETS perpixel EXPORT perpixelTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT perpixelTargets NAMESPACE perpixel:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/perpixel
  FILES_MATCHING PATTERN "*.h"
  PATTERN autograd EXCLUDE PATTERN loss EXCLUDE PATTERN train EXCLUDE)

set(PERPIXEL_TORCH_DEFAULT "")
if(TARGET perpixel_train)
  set(PERPIXEL_TORCH_DEFAULT ${PERPIXEL_TORCH_FOUND})
  install(TARGETS perpixel_train EXPORT perpixelTrainTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT perpixelTrainTargets NAMESPACE perpixel:: DESTINATION ${package_dir})
  foreach(folder autograd loss train)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/perpixel
      FILES_MATCHING PATTERN "*.h")
  endforeach()
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/libtorch.cmake DESTINATION ${package_dir})
  if(PERPIXEL_INSTALL_LIBTORCH)
    # The two folders lie to each other as in the wheels: libtorch_cpu looks for CUDA's under ../../nvidia.
    set(torch ${PERPIXEL_TORCH_FOUND})
    file(GLOB cuda ${torch}/../nvidia/cu13/lib/libcudart.so.* ${torch}/../nvidia/cu13/lib/libcupti.so.*)
    install(FILES ${torch}/version.py DESTINATION ${CMAKE_INSTALL_LIBDIR}/perpixel/torch)
    install(PROGRAMS ${torch}/lib/libtorch_cpu.so ${torch}/lib/libc10.so ${torch}/lib/libgomp.so.1
      DESTINATION ${CMAKE_INSTALL_LIBDIR}/perpixel/torch/lib)
    install(PROGRAMS ${cuda} DESTINATION ${CMAKE_INSTALL_LIBDIR}/perpixel/nvidia/cu13/lib)
  endif()
endif()

if(TARGET perpixel_program)
  if(TARGET perpixel_train)
    # The same in the build folder: else CMake makes room there for the longer one with colons, and each empty entry
    # between two colons means the current folder.
    set_target_properties(perpixel_program PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH
      "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/perpixel/torch/lib;${PERPIXEL_TORCH_FOUND}/lib")
  endif()
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/configs DESTINATION ${CMAKE_INSTALL_DATADIR}/perpixel)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# A static library needs what it was built on: one find_dependency for each, named before the "::".
get_target_property(libraries perpixel LINK_LIBRARIES)
if(TARGET perpixel_train)
  get_target_property(more perpixel_train LINK_LIBRARIES)
  list(APPEND libraries ${more})
endif()
set(packages Threads)
foreach(library ${libraries})
  if(NOT library MATCHES "^perpixel|^\\$")
    string(REGEX REPLACE "::.*" "" package ${library})
    list(APPEND packages ${package})
  endif()
endforeach()
list(REMOVE_DUPLICATES packages)
set(PERPIXEL_DEPENDENCIES "")
foreach(package ${packages})
  string(APPEND PERPIXEL_DEPENDENCIES "find_dependency(${package})\n")
endforeach()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/perpixelConfig.cmake.in
  ${PROJECT_BINARY_DIR}/perpixelConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/perpixelConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/perpixelConfig.cmake ${PROJECT_BINARY_DIR}/perpixelConfigVersion.cmake
  DESTINATION ${package_dir})
