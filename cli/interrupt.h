// Ctrl-C.
#pragma once

namespace perpixel {

/// Exit code after Ctrl-C, as shells count it: 128 + SIGINT.
inline constexpr int kInterruptedExit = 130;

/// From here on Ctrl-C ends the program with 130 at once; called by main.
void exit_on_interrupt();

/// While one lives, the first Ctrl-C (or SIGTERM) only sets `interrupted()`, so that the work at hand is
/// finished or saved; a second one ends the program at once with 130.
class DeferInterrupt {
 public:
  DeferInterrupt();
  ~DeferInterrupt();
  DeferInterrupt(const DeferInterrupt&) = delete;
  DeferInterrupt& operator=(const DeferInterrupt&) = delete;
};

bool interrupted();

}  // namespace perpixel
