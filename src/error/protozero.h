// protozero, included in one way everywhere: a wrong call is a fault of the program that is told as an Error,
// never undefined behaviour.
#pragma once

#include "error/error.h"

#ifdef protozero_assert
#error "include error/protozero.h before any header of protozero"
#endif
#define protozero_assert(condition)   \
  ((condition) ? static_cast<void>(0) \
               : throw perpixel::Error(perpixel::ErrorCode::internal, "protozero: " #condition))

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
