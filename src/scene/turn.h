// Sine and cosine of an angle in turns, by our own polynomial: libm's last bits differ between machines.
#pragma once

namespace perpixel {

/// sin(2 pi turns), within 2e-7; |turns| < 2^31. Taylor series of sin around 0 after folding to a quarter
/// turn.
constexpr double sin_turns(double turns) {
  double t = turns - static_cast<double>(static_cast<long long>(turns));  // (-1, 1)
  if (t > 0.5) t -= 1;
  if (t < -0.5) t += 1;
  if (t > 0.25) t = 0.5 - t;
  if (t < -0.25) t = -0.5 - t;
  const double a = t * 6.283185307179586;
  const double s = a * a;
  return a * (1 + s * (-1.0 / 6 + s * (1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362880 - s / 39916800)))));
}
constexpr double cos_turns(double turns) { return sin_turns(turns + 0.25); }

}  // namespace perpixel
