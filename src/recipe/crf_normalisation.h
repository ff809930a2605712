// The names of a CRF's normalisations in files and flags.
#pragma once

#include <array>
#include <utility>

#include "recipe/recipe.h"

namespace perpixel {

inline constexpr std::array<std::pair<CrfNormalisation, const char*>, 4> kCrfNormalisationNames{
    {{CrfNormalisation::none, "none"},
     {CrfNormalisation::before, "before"},
     {CrfNormalisation::after, "after"},
     {CrfNormalisation::symmetric, "symmetric"}}};

inline const char* normalisation_name(CrfNormalisation normalisation) {
  return kCrfNormalisationNames[static_cast<std::size_t>(normalisation)].second;
}

}  // namespace perpixel
