/* Included behind probe.h by files whose every function may be paged out: each of them says PAGED_CODE, and the code analysis of
 * the WDK wants both or neither. What runs at DISPATCH_LEVEL is in ring.c and complete.c. */
#if defined(_MSC_VER)
#pragma code_seg("PAGE")
#endif
