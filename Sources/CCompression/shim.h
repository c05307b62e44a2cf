// The content codings of RFC 9110 §8.4.1 and its registry: zlib (gzip, deflate), brotli (br), zstd.
#ifndef SLUICE_CCOMPRESSION_SHIM_H
#define SLUICE_CCOMPRESSION_SHIM_H

#include <zlib.h>
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <zstd.h>

#endif
