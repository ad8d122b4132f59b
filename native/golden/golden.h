/* What headers that nobody here wrote say of Windows: mingw-w64's, which its people keep equal to Microsoft's. Printed as JSON by a
 * program for Windows x64 (Wine runs it too); its output is kept in mingw-w64.json, which node test/wine/write-golden.mjs writes anew, and
 * tests hold the product's and the simulator's own definitions against that file. Member names are the C names; anonymous unions have
 * none. */
#pragma once

#define UNICODE 1
#define _WIN32_WINNT 0x0A00

#include <stddef.h>

/* The order matters to these headers. */
#include <windows.h>

#include <evntrace.h>

#include <evntcons.h>
#include <fltuser.h>
#include <ntstatus.h>
#include <sddl.h>
#include <tdh.h>
#include <winevt.h>
#include <winioctl.h>
#include <winver.h>

/* After all of them: the identifiers are to be defined here, not declared. */
#include <initguid.h>

#include <devguid.h>

void GoldenStructure(const char *name, size_t bytes);
void GoldenField(const char *name, size_t offset, size_t bytes);
void GoldenConstant(const char *name, unsigned long long value);
void GoldenGuid(const char *name, const GUID *guid);

void GoldenPrintFiles(void);
void GoldenPrintStorage(void);
void GoldenPrintMachine(void);
void GoldenPrintProcesses(void);
void GoldenPrintFilters(void);
void GoldenPrintTracing(void);
void GoldenPrintConstants(void);
void GoldenPrintProcessConstants(void);

#define STRUCTURE(type) GoldenStructure(#type, sizeof(type))
#define FIELD(type, member) GoldenField(#member, offsetof(type, member), sizeof(((type *)0)->member))
#define FIELD_AS(type, member, name) GoldenField(name, offsetof(type, member), sizeof(((type *)0)->member))
#define ARM(type, arm, member) FIELD_AS(type, Type.arm.member, #arm "." #member)
#define IDENTIFIER(name) GoldenGuid(#name, &name)
#define CONSTANT(name) GoldenConstant(#name, (unsigned)(name))
#define CONSTANT_64(name) GoldenConstant(#name, (unsigned long long)(name))
