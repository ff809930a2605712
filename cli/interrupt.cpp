#include "interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace perpixel {
namespace {

std::atomic<bool> is_deferred{false};
std::atomic<bool> is_interrupted{false};

void on_signal(int) {
  if (!is_deferred || is_interrupted.exchange(true)) ::_exit(kInterruptedExit);
}

}  // namespace

void exit_on_interrupt() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

DeferInterrupt::DeferInterrupt() { is_deferred = true; }
DeferInterrupt::~DeferInterrupt() { is_deferred = false; }

bool interrupted() { return is_interrupted; }

}  // namespace perpixel
