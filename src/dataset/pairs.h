// Picture files and their masks: listed, paired, and turned into a Dataset.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/picture_files.h"

namespace perpixel {

struct Pair {
  std::string name;  // Example::name
  std::filesystem::path picture;
  std::filesystem::path mask;          // empty: no pixel truth
  int image_class = -1;                // -1: none
  std::filesystem::path objects = {};  // counts the objects (dataset/object_masks.h); empty: not asked for
};

/// Labels in MATLAB files (a pair's mask ends in .mat). Only `data convert` reads them.
struct MatLabels {
  std::string variable;      // "S", or the field of a struct: "GTcls.Segmentation"
  ClassList values;          // what their numbers mean; train ids as in PairListing::classes
  std::string objects = {};  // the variable that counts the objects: "GTinst.Segmentation"
};

/// dataset/mat_file.h: a MATLAB file's variable as a mask.
using ReadMat = Image (*)(const std::filesystem::path& file, const std::string& variable);

/// The files of one split, found but not yet required to be right: the data doctor reports what a Dataset
/// refuses.
struct PairListing {
  std::string name;            // "camvid train"
  std::filesystem::path root;  // for messages
  ClassList classes;
  bool is_classification = false;
  bool has_table = true;                         // false: make one from `all_masks`
  std::vector<std::filesystem::path> all_masks;  // of every split, so that all splits get the same table
  bool masks_required = true;                    // false for test sets, whose truth is kept by others
  std::vector<Pair> pairs;
  std::vector<std::filesystem::path> pictures_without_mask, masks_without_picture;
  std::vector<std::string> listed_but_absent;  // "train.txt:12: no picture 0001.png"
  std::vector<std::string> notes;
  MatLabels mat;
};

/// Throws unsupported, saying how to convert the set, when a pair's labels are a MATLAB file.
void require_pictures(const PairListing& listing);

/// Throws missing_mate (both directions, three examples each), dataset_empty, label_table; without `read_mat`
/// unsupported for labels in MATLAB files.
Dataset dataset_of(PairListing listing, ReadMat read_mat = nullptr);

/// `open` of a kind whose `list` this is.
template <PairListing (*List)(const DataSpec&, const std::string&)>
Dataset open_pairs(const DataSpec& spec, const std::string& split) {
  return dataset_of(List(spec, split));
}

/// Reads one picture and its truth. Throws size_mismatch, label_not_in_table, or what reading a picture
/// throws. The picture is turned upright by its EXIF orientation unless its mask has the size of the stored
/// picture.
Example load_pair(const Pair& pair, const ClassList& classes);

/// Endings that tell a mask or a picture from its mate: NAME_mask, NAME_L, NAME_0000 ...; "" matches the name
/// itself.
struct MateRule {
  std::string picture_suffix, mask_suffix;
  bool exact = false;  // false: also try the endings and beginnings in common use when names differ
};

/// Pairs by stem, in the natural order of names. What finds no mate goes to the two lists. Throws
/// dataset_layout when two pictures (or masks) share a stem.
void pair_files(PairListing& listing, const std::filesystem::path& picture_folder,
                const std::vector<std::filesystem::path>& pictures, const std::filesystem::path& mask_folder,
                const std::vector<std::filesystem::path>& masks, const MateRule& rule);

}  // namespace perpixel
