// How the C library's allocator keeps the pieces of bodies.
#ifndef SLUICE_CALLOCATION_SHIM_H
#define SLUICE_CALLOCATION_SHIM_H

#if defined(__linux__)
#include <malloc.h>
#endif

// Puts pieces of captured bodies (64 KiB in an array, and its header) and all that is larger into mappings of their own,
// which go back to the system when they are freed.
//
// glibc begins at twice that, and raises it to as much as 32 MiB when such are freed: bodies that come, are spilled and go
// then leave holes, in a busy proxy a third of its memory. Network buffers of 64 KiB are just below: they come and go with
// each read. There are at most half as many mappings as Linux lets a process have; what is beyond stays in the heap.
static inline void callocation_map_bodies(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, (64 << 10) + 32);
    mallopt(M_MMAP_MAX, 32 << 10);
#endif
}

#endif
