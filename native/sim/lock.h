/* One lock around every export: the simulated kernel behind it is single-threaded, which is what makes it simple to trust. */
#pragma once

void SimEnter(void);
void SimLeave(void);
