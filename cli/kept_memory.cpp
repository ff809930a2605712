#include "kept_memory.h"

#include <limits>

#ifdef __GLIBC__  // known once any header of the C library is in
#include <malloc.h>
#endif

namespace perpixel {

void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);  // large blocks come from the heap, which is kept, not from mappings, which are not
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 256 << 20);
#endif
}

}  // namespace perpixel
