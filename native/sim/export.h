/* What the shared library shows to the outside; everything else is hidden by -fvisibility=hidden. */
#pragma once

#if defined(_WIN32)
#define SIM_EXPORT __declspec(dllexport)
#else
#define SIM_EXPORT __attribute__((visibility("default")))
#endif
