#include "dataset/mat_file.h"

#include <dlfcn.h>

#include <cmath>
#include <memory>

#include "error/error.h"
#include "file/file.h"

#if __has_include(<matio.h>)
#include <matio.h>
#define PERPIXEL_MATIO 1
#endif

namespace perpixel {

#ifdef PERPIXEL_MATIO

namespace {

constexpr std::size_t kMostPixels = std::size_t{1} << 28;

/// Opened when the first file is read: libmatio brings 35 libraries along, which nothing else needs.
struct Matio {
  decltype(&Mat_GetLibraryVersion) version;
  decltype(&Mat_Open) open;
  decltype(&Mat_Close) close;
  decltype(&Mat_VarRead) read;
  decltype(&Mat_VarFree) free;
  decltype(&Mat_VarGetStructFieldByName) field;
};

void* open_library() {
  for (const char* name : {"libmatio.so.11", "libmatio.so"}) {
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  }
  return nullptr;
}

template <class F>
F function_of(void* library, const char* name) {
  return reinterpret_cast<F>(dlsym(library, name));
}

[[noreturn]] void throw_without_matio(const std::string& why) {
  throw Error(ErrorCode::not_built, "MATLAB files are read by libmatio, " + why,
              "apt-get install libmatio11, or convert on a machine that has it");
}

Matio load_matio() {
  void* library = open_library();
  if (!library) throw_without_matio("which this machine lacks");
  const Matio matio{
      function_of<decltype(&Mat_GetLibraryVersion)>(library, "Mat_GetLibraryVersion"),
      function_of<decltype(&Mat_Open)>(library, "Mat_Open"),
      function_of<decltype(&Mat_Close)>(library, "Mat_Close"),
      function_of<decltype(&Mat_VarRead)>(library, "Mat_VarRead"),
      function_of<decltype(&Mat_VarFree)>(library, "Mat_VarFree"),
      function_of<decltype(&Mat_VarGetStructFieldByName)>(library, "Mat_VarGetStructFieldByName")};
  if (!matio.version || !matio.open || !matio.close || !matio.read || !matio.free || !matio.field)
    throw_without_matio("of which this machine has an unknown form");
  int major = 0, minor = 0, release = 0;
  matio.version(&major, &minor, &release);
  if (major != MATIO_MAJOR_VERSION || minor != MATIO_MINOR_VERSION)
    throw_without_matio("of which this machine has another version than this program was built for");
  return matio;
}

const Matio& matio() {
  static const Matio functions = load_matio();
  return functions;
}

struct CloseMat {
  void operator()(mat_t* file) const { matio().close(file); }
};
struct FreeVariable {
  void operator()(matvar_t* variable) const { matio().free(variable); }
};
using MatFile = std::unique_ptr<mat_t, CloseMat>;
using MatVariable = std::unique_ptr<matvar_t, FreeVariable>;

[[noreturn]] void throw_corrupt(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorCode::image_corrupt, file.string() + ": " + what,
              "expected the label file that the data set's authors published");
}

void require_matrix(const matvar_t& matrix, const std::filesystem::path& file, const std::string& variable) {
  if (matrix.rank != 2 || matrix.isComplex || !matrix.data || matrix.dims[0] == 0 || matrix.dims[1] == 0)
    throw_corrupt(file, "`" + variable + "` is no matrix of labels");
  if (matrix.dims[0] > kMostPixels / matrix.dims[1])
    throw Error(ErrorCode::image_too_large,
                file.string() + ": `" + variable + "` is too large for a picture");
}

/// Whole numbers 0 .. 65534, and -1.
std::uint16_t label_of(double value, const std::filesystem::path& file) {
  if (value == -1) return 0xFFFF;
  if (value >= 0 && value < 0xFFFF && value == std::floor(value)) return static_cast<std::uint16_t>(value);
  throw_corrupt(file, "holds " + std::to_string(value) + ", which is no label");
}

/// MATLAB stores columns.
template <class T>
Image labels_of(const matvar_t& matrix, const std::filesystem::path& file) {
  const auto height = static_cast<int>(matrix.dims[0]), width = static_cast<int>(matrix.dims[1]);
  Image image(height, width, 1, SampleType::u16);
  const auto samples = image.samples<std::uint16_t>();
  const T* value = static_cast<const T*>(matrix.data);
  for (std::size_t x = 0; x < matrix.dims[1]; ++x) {
    for (std::size_t y = 0; y < matrix.dims[0]; ++y)
      samples[y * matrix.dims[1] + x] = label_of(static_cast<double>(*value++), file);
  }
  return image;
}

Image labels_of_any_type(const matvar_t& matrix, const std::filesystem::path& file) {
  switch (matrix.class_type) {
    case MAT_C_UINT8:
      return labels_of<std::uint8_t>(matrix, file);
    case MAT_C_INT8:
      return labels_of<std::int8_t>(matrix, file);
    case MAT_C_UINT16:
      return labels_of<std::uint16_t>(matrix, file);
    case MAT_C_INT16:
      return labels_of<std::int16_t>(matrix, file);
    case MAT_C_UINT32:
      return labels_of<std::uint32_t>(matrix, file);
    case MAT_C_INT32:
      return labels_of<std::int32_t>(matrix, file);
    case MAT_C_SINGLE:
      return labels_of<float>(matrix, file);
    case MAT_C_DOUBLE:
      return labels_of<double>(matrix, file);
    default:
      throw_corrupt(file, "holds no matrix of numbers");
  }
}

/// The variable itself, or the field after the dot.
const matvar_t* part_of(matvar_t* variable, const std::string& name) {
  const std::size_t dot = name.find('.');
  if (!variable || dot == std::string::npos) return variable;
  if (variable->class_type != MAT_C_STRUCT || !variable->data) return nullptr;
  return matio().field(variable, name.substr(dot + 1).c_str(), 0);
}

}  // namespace

Image read_mat_labels(const std::filesystem::path& path, const std::string& variable) {
  if (!is_file(path)) throw Error(ErrorCode::file_not_found, path.string() + ": no such file");
  const MatFile file(matio().open(path.c_str(), MAT_ACC_RDONLY));
  if (!file) throw_corrupt(path, "no MATLAB file of version 5 or 7.3");
  const MatVariable read(matio().read(file.get(), variable.substr(0, variable.find('.')).c_str()));
  const matvar_t* matrix = part_of(read.get(), variable);
  if (!matrix) throw_corrupt(path, "no variable `" + variable + "`");
  require_matrix(*matrix, path, variable);
  return labels_of_any_type(*matrix, path);
}

#else

Image read_mat_labels(const std::filesystem::path& file, const std::string&) {
  throw Error(ErrorCode::not_built, file.string() + ": this program was built without libmatio",
              "apt-get install libmatio-dev and build again");
}

#endif

}  // namespace perpixel
