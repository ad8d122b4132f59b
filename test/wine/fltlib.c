/* fltlib.dll of a Windows on which no filter runs. Wine's own ends the program at most of these calls: it exports them without having
 * them. Answers as documented for fltuser.h: there are no more items, no such filter, no such port. */
#include <stdint.h>

#define EXPORT __declspec(dllexport)

enum { FILE_NOT_FOUND = 0x80070002, NO_MORE_ITEMS = 0x80070103, FILTER_NOT_FOUND = 0x801F0013 };

#define ANSWERS(hresult, name) EXPORT uint32_t name(void) { return (uint32_t)(hresult); }

/* Arguments are in registers and on the caller's stack: a function that looks at none may leave them undeclared. */
ANSWERS(NO_MORE_ITEMS, FilterFindFirst)
ANSWERS(NO_MORE_ITEMS, FilterFindNext)
ANSWERS(0, FilterFindClose)
ANSWERS(NO_MORE_ITEMS, FilterVolumeInstanceFindFirst)
ANSWERS(NO_MORE_ITEMS, FilterVolumeInstanceFindNext)
ANSWERS(0, FilterVolumeInstanceFindClose)
ANSWERS(FILTER_NOT_FOUND, FilterInstanceFindFirst)
ANSWERS(NO_MORE_ITEMS, FilterInstanceFindNext)
ANSWERS(0, FilterInstanceFindClose)
ANSWERS(FILE_NOT_FOUND, FilterLoad)
ANSWERS(FILTER_NOT_FOUND, FilterUnload)
ANSWERS(FILTER_NOT_FOUND, FilterAttach)
ANSWERS(FILTER_NOT_FOUND, FilterAttachAtAltitude)
ANSWERS(FILTER_NOT_FOUND, FilterDetach)
ANSWERS(FILE_NOT_FOUND, FilterConnectCommunicationPort)
ANSWERS(0x80070006, FilterSendMessage)
