/* Altitudes: decimal text of any length with an optional fraction, compared as decimals and never through a float. */
#pragma once

#include "text.h"

/** Digits, then optionally a point and digits. */
bool AltitudeIsValid(TEXT altitude);

/** Below zero, zero or above zero as `a` is lower than, equal to or higher than `b`. "40700" equals "040700.0"; an empty
 *  altitude (a legacy filter may have none) is lowest. */
int AltitudeCompare(TEXT a, TEXT b);
