/* The one process that the simulated machine starts on the real computer: what a program asks it to start with administrator rights. */
#pragma once

#include "text.h"

typedef struct HOST_PROCESS HOST_PROCESS;

/** Starts `file` (a path of the host) with a Windows command line behind it, marked as elevated. 2 when there is no such file. */
uint32_t HostStartElevated(TEXT file, TEXT parameters, HOST_PROCESS **process);
uint32_t HostProcessId(const HOST_PROCESS *process);
/** STILL_ACTIVE while it runs. */
uint32_t HostProcessExitCode(HOST_PROCESS *process);
/** The process itself goes on. */
void HostReleaseProcess(HOST_PROCESS *process);
/** Whether this process was started by HostStartElevated. */
bool HostIsElevated(void);

#define HOST_ELEVATED_VARIABLE "BPIOSIM_ELEVATED"
