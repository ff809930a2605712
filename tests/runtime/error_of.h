// The Error that a call throws, for tests that read its text.
#pragma once

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {

template <class Call>
Error error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return Error(ErrorCode::not_built, "");
}

inline bool mentions(const Error& error, const std::string& text) {
  return (error.what() + std::string(" | ") + error.hint()).find(text) != std::string::npos;
}

}  // namespace perpixel
