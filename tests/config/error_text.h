// What a call throws, as text to compare.
#pragma once

#include <string>

#include "error/error.h"

namespace perpixel {

/// "E0402 what"; "" when nothing was thrown.
template <class Call>
std::string error_text(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error_code_text(error.code()) + " " + error.what();
  }
  return {};
}

template <class Call>
std::string error_hint(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.hint();
  }
  return {};
}

}  // namespace perpixel
