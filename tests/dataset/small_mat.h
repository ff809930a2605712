// MATLAB files for tests, written by libmatio.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#if __has_include(<matio.h>)
#include <matio.h>
#define PERPIXEL_TEST_MATIO 1
#endif

namespace perpixel {

/// A test that needs MATLAB files skips where libmatio is absent.
#ifdef PERPIXEL_TEST_MATIO
#define PERPIXEL_NEED_MATIO() static_cast<void>(0)
#else
#define PERPIXEL_NEED_MATIO() GTEST_SKIP() << "built without libmatio"
#endif

#ifdef PERPIXEL_TEST_MATIO

template <class T>
struct MatType;
template <>
struct MatType<std::uint8_t> {
  static constexpr matio_classes class_type = MAT_C_UINT8;
  static constexpr matio_types type = MAT_T_UINT8;
};
template <>
struct MatType<std::int16_t> {
  static constexpr matio_classes class_type = MAT_C_INT16;
  static constexpr matio_types type = MAT_T_INT16;
};
template <>
struct MatType<double> {
  static constexpr matio_classes class_type = MAT_C_DOUBLE;
  static constexpr matio_types type = MAT_T_DOUBLE;
};

/// `values` row by row, [height, width]; pixel i has values[i % n]. `variable` may be "STRUCT.FIELD".
template <class T>
void write_mat(const std::filesystem::path& path, const std::string& variable, const std::vector<T>& values,
               std::size_t height = 4, std::size_t width = 6, bool hdf5 = false) {
  std::filesystem::create_directories(path.parent_path());
  std::vector<T> columns(height * width);
  for (std::size_t i = 0; i < columns.size(); ++i)
    columns[i % width * height + i / width] = values[i % values.size()];
  const std::size_t dot = variable.find('.');
  const std::string head = variable.substr(0, dot),
                    field = dot == variable.npos ? head : variable.substr(dot + 1);
  std::size_t dims[2] = {height, width}, one[2] = {1, 1};
  matvar_t* matrix =
      Mat_VarCreate(field.c_str(), MatType<T>::class_type, MatType<T>::type, 2, dims, columns.data(), 0);
  matvar_t* variable_to_write = matrix;
  if (dot != variable.npos) {
    const char* name = field.c_str();
    variable_to_write = Mat_VarCreateStruct(head.c_str(), 2, one, &name, 1);
    Mat_VarSetStructFieldByName(variable_to_write, name, 0, matrix);
  }
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, hdf5 ? MAT_FT_MAT73 : MAT_FT_MAT5);
  if (file) Mat_VarWrite(file, variable_to_write, MAT_COMPRESSION_ZLIB);
  Mat_VarFree(variable_to_write);
  if (file) Mat_Close(file);  // no file: a libmatio without HDF5
}

#else

template <class T>
void write_mat(const std::filesystem::path&, const std::string&, const std::vector<T>&, std::size_t = 0,
               std::size_t = 0, bool = false) {}

#endif

}  // namespace perpixel
