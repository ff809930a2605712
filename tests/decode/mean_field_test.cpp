#include "decode/mean_field.h"

#include <gtest/gtest.h>

#include <cmath>

#include "decode/exact_filter.h"
#include "decode/row_kernels.h"
#include "error/error.h"

namespace perpixel {
namespace {

/// The toy of ops.md 16.4: positions 0, 1, 2, grey 0, 0, 20, P(label 0) = .7, .4, .2; sa = 2, sb = 10, sg
/// = 1.
Tensor toy_energies() {
  Tensor energies = Tensor::from({1, 2, 1, 3}, {0.7f, 0.4f, 0.2f, 0.3f, 0.6f, 0.8f});
  for (float& e : energies.floats()) e = -std::log(e);
  return energies;
}

/// Variant A: the paper's formula, no self term, no normalisation. Variant B: pydensecrf's defaults.
enum class Variant { paper, program };

std::vector<PairwiseTerm> toy_terms(Variant variant, Compatibility bilateral, Compatibility smooth) {
  const bool self = variant == Variant::program;
  std::vector<PairwiseTerm> terms;
  terms.push_back(
      {std::make_unique<ExactFilter>(std::vector<float>{0, 0, 0.5f, 0, 1, 2}, 2, self), bilateral});
  terms.push_back({std::make_unique<ExactFilter>(std::vector<float>{0, 1, 2}, 1, self), smooth});
  if (self)
    for (auto& term : terms) normalise(*term.filter, CrfNormalisation::symmetric);
  return terms;
}

std::vector<PairwiseTerm> toy_terms(Variant variant, float w1, float w2) {
  return toy_terms(variant, Compatibility::potts(w1), Compatibility::potts(w2));
}

void expect_first_label(const Tensor& q, const std::vector<float>& expected, float tolerance = 1e-6f) {
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(q.floats()[i], expected[i], tolerance) << i;
    EXPECT_NEAR(q.floats()[i] + q.floats()[3 + i], 1, 1e-6f);
  }
}

struct Row {
  int iterations;
  std::vector<float> expected;
};

// ops.md 16.4, table.
TEST(MeanField, ToyAsInThePaper) {
  const std::vector<Row> rows{{1, {.627216f, .453936f, .196087f}},
                              {2, {.656342f, .410791f, .199866f}},
                              {3, {.633171f, .428388f, .195465f}},
                              {10, {.635565f, .415213f, .195131f}}};
  for (const Row& row : rows) {
    auto terms = toy_terms(Variant::paper, 1, 0.5f);
    expect_first_label(mean_field(toy_energies(), terms, row.iterations), row.expected);
  }
}

TEST(MeanField, ToyAsInTheProgram) {
  const std::vector<Row> rows{{1, {.729180f, .389443f, .112318f}},
                              {2, {.732646f, .384479f, .094228f}},
                              {3, {.731906f, .381780f, .090691f}},
                              {10, {.729206f, .378185f, .089546f}}};
  for (const Row& row : rows) {
    auto terms = toy_terms(Variant::program, 1, 0.5f);
    expect_first_label(mean_field(toy_energies(), terms, row.iterations), row.expected);
  }
}

// ops.md 16.4: parallel updates without the self term flip from one iteration to the next.
TEST(MeanField, StrongCouplingOscillates) {
  const std::vector<Row> rows{{1, {.340015f, .588065f, .174795f}},
                              {2, {.787830f, .026304f, .228529f}},
                              {3, {.009761f, .806396f, .041486f}}};
  for (const Row& row : rows) {
    auto terms = toy_terms(Variant::paper, 4, 3);
    expect_first_label(mean_field(toy_energies(), terms, row.iterations), row.expected, 2e-6f);
  }
}

TEST(MeanField, StrongCouplingInTheProgram) {
  const std::vector<Row> rows{{1, {.823641f, .324234f, .011147f}},
                              {2, {.868946f, .261222f, .001547f}},
                              {3, {.867900f, .224310f, .001252f}},
                              {5, {.778806f, .129003f, .001004f}},
                              {10, {.002373f, .000461f, .000300f}}};
  for (const Row& row : rows) {
    auto terms = toy_terms(Variant::program, 4, 3);
    expect_first_label(mean_field(toy_energies(), terms, row.iterations), row.expected, 2e-5f);
  }
}

// ops.md 16.4 prints both symmetric-normalised kernels.
TEST(MeanField, NormalisedKernelsOfTheToy) {
  const float expected[2][9] = {
      {.509014f, .444994f, .053427f, .444994f, .499518f, .077008f, .053427f, .077008f, .832281f},
      {.574097f, .308922f, .077696f, .308922f, .451863f, .308922f, .077696f, .308922f, .574097f}};
  auto terms = toy_terms(Variant::program, 1, 1);
  Tensor identity = Tensor::zeros({3, 8});
  for (std::size_t i = 0; i < 3; ++i) identity.floats()[i * 8 + i] = 1;
  for (std::size_t m = 0; m < 2; ++m) {
    Tensor out = Tensor::zeros({3, 8});
    terms[m].filter->reserve(8);
    run_team(1, [&](const TeamMember& member) {
      terms[m].filter->take(identity.floats().data(), member);
      terms[m].filter->add_messages(0, 3, 1, out.floats().data());
    });
    for (std::size_t i = 0; i < 9; ++i)
      EXPECT_NEAR(out.floats()[i / 3 * 8 + i % 3], expected[m][i], 1e-6f) << m << " " << i;
  }
}

// The three ways to say the same energy.
TEST(MeanField, PottsIsADiagonalIsAMatrix) {
  const auto run = [](std::vector<float> first, std::vector<float> second) {
    auto terms =
        toy_terms(Variant::program, Compatibility{std::move(first)}, Compatibility{std::move(second)});
    return mean_field(toy_energies(), terms, 5);
  };
  const Tensor potts = run({-1}, {-0.5f}), diagonal = run({-1, -1}, {-0.5f, -0.5f}),
               matrix = run({-1, 0, 0, -1}, {-0.5f, 0, 0, -0.5f}), penalty = run({0, 1, 1, 0}, {-0.5f});
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(diagonal.floats()[i], potts.floats()[i], 1e-6f);
    EXPECT_NEAR(matrix.floats()[i], potts.floats()[i], 1e-6f);
  }
  // [x != x'] differs from -[x = x'] by the message's sum over labels, the same for all labels.
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(penalty.floats()[i], potts.floats()[i], 1e-6f);
}

// Only the symmetric part of a matrix counts.
TEST(MeanField, MatricesAreSymmetrised) {
  auto skew = toy_terms(Variant::program, {{0, 3, 1, 0}}, Compatibility::potts(0));
  auto even = toy_terms(Variant::program, {{0, 2, 2, 0}}, Compatibility::potts(0));
  const Tensor a = mean_field(toy_energies(), skew, 4), b = mean_field(toy_energies(), even, 4);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(a.floats()[i], b.floats()[i], 1e-6f);
}

// ops.md 21 row 25.
TEST(MeanField, NoTermsGiveTheSoftmax) {
  std::vector<PairwiseTerm> none;
  const Tensor q = mean_field(toy_energies(), none, 10);
  expect_first_label(q, {0.7f, 0.4f, 0.2f}, 1e-7f);
  auto weightless = toy_terms(Variant::program, 0, 0);
  expect_first_label(mean_field(toy_energies(), weightless, 10), {0.7f, 0.4f, 0.2f}, 1e-7f);
}

TEST(MeanField, WrongSizesAreNamed) {
  auto terms = toy_terms(Variant::program, 1, 1);
  EXPECT_THROW(mean_field(Tensor::zeros({1, 2, 2, 2}), terms, 1), Error);
  EXPECT_THROW(mean_field(Tensor::zeros({2, 3}), terms, 1), Error);
  auto odd = toy_terms(Variant::program, {{1, 2, 3}}, {{1}});
  try {
    mean_field(toy_energies(), odd, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a compatibility of 3 numbers for 2 labels; wanted 1, L or L * L");
  }
}

}  // namespace
}  // namespace perpixel
