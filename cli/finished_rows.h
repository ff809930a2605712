// Rows of a table that are made of trained ones: no training, the same scoring.
#pragma once

#include <map>
#include <string>

#include "miniature_table.h"

namespace perpixel {

/// The mean of the softmax maps of all `runs` (Noh et al. 2015's ensemble), last checkpoints.
std::map<std::string, double> averaged_rows(const FinishedRows& finished);

/// The first run, sharpened by the fully connected CRF: the kernels of DeepLab v2, the far reach scaled from
/// the 500 px of VOC pictures to the width of ours.
std::map<std::string, double> sharpened_row(const FinishedRows& finished);

}  // namespace perpixel
