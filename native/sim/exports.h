/* The Windows functions that the library exports, as a C program that links to it sees them. Texts are NUL-terminated UTF-16;
 * BOOL, DWORD, ULONG and HRESULT are 32 bits wide. */
#pragma once

#include "../wire/fltuser.h"
#include "../wire/shell.h"
#include "../wire/win32.h"
#include "sim.h"

/* kernel32 */
HANDLE CreateFileW(const char16_t *fileName, uint32_t desiredAccess, uint32_t shareMode, void *security, uint32_t disposition,
                   uint32_t flagsAndAttributes, HANDLE templateFile);
int32_t CloseHandle(HANDLE object);
int32_t DeviceIoControl(HANDLE device, uint32_t code, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes,
                        uint32_t *bytesReturned, void *overlapped);
uint32_t GetLastError(void);
void SetLastError(uint32_t code);
int32_t ReadFile(HANDLE file, void *buffer, uint32_t bytesToRead, uint32_t *bytesRead, void *overlapped);
int32_t SetFilePointerEx(HANDLE file, int64_t distance, int64_t *newPosition, uint32_t method);
HANDLE FindFirstFileExW(const char16_t *fileName, uint32_t infoLevel, void *findData, uint32_t searchOp, void *searchFilter,
                        uint32_t flags);
int32_t FindNextFileW(HANDLE findFile, WIN32_FIND_DATAW *findData);
int32_t FindClose(HANDLE findFile);
uint32_t GetFileAttributesW(const char16_t *fileName);
int32_t GetFileInformationByHandleEx(HANDLE file, uint32_t infoClass, void *buffer, uint32_t bufferBytes);
uint32_t GetFinalPathNameByHandleW(HANDLE file, char16_t *buffer, uint32_t capacity, uint32_t flags);
HANDLE FindFirstVolumeW(char16_t *volumeName, uint32_t capacity);
int32_t FindNextVolumeW(HANDLE findVolume, char16_t *volumeName, uint32_t capacity);
int32_t FindVolumeClose(HANDLE findVolume);
int32_t GetVolumePathNamesForVolumeNameW(const char16_t *volumeName, char16_t *buffer, uint32_t capacity, uint32_t *returned);
int32_t GetVolumePathNameW(const char16_t *fileName, char16_t *buffer, uint32_t capacity);
int32_t GetVolumeNameForVolumeMountPointW(const char16_t *mountPoint, char16_t *buffer, uint32_t capacity);
int32_t GetVolumeInformationW(const char16_t *rootPath, char16_t *label, uint32_t labelCapacity, uint32_t *serial,
                              uint32_t *maxComponent, uint32_t *flags, char16_t *fileSystem, uint32_t fileSystemCapacity);
int32_t GetVolumeInformationByHandleW(HANDLE file, char16_t *label, uint32_t labelCapacity, uint32_t *serial,
                                      uint32_t *maxComponent, uint32_t *flags, char16_t *fileSystem,
                                      uint32_t fileSystemCapacity);
uint32_t GetDriveTypeW(const char16_t *rootPath);
int32_t GetDiskFreeSpaceExW(const char16_t *directory, uint64_t *freeToCaller, uint64_t *total, uint64_t *totalFree);
uint32_t QueryDosDeviceW(const char16_t *deviceName, char16_t *buffer, uint32_t capacity);
uint32_t FormatMessageW(uint32_t flags, const void *source, uint32_t messageId, uint32_t languageId, char16_t *buffer,
                        uint32_t size, void *arguments);
int32_t GetComputerNameW(char16_t *buffer, uint32_t *size);
int32_t GetProductInfo(uint32_t major, uint32_t minor, uint32_t packMajor, uint32_t packMinor, uint32_t *type);
uint64_t GetTickCount64(void);
uint16_t GetUserDefaultUILanguage(void);
int32_t LCIDToLocaleName(uint32_t locale, char16_t *name, int32_t capacity, uint32_t flags);
HANDLE GetCurrentProcess(void);

/* fltlib */
uint32_t FilterFindFirst(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find);
uint32_t FilterFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned);
uint32_t FilterFindClose(HANDLE find);
uint32_t FilterVolumeFindFirst(uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned, HANDLE *find);
uint32_t FilterVolumeFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned);
uint32_t FilterVolumeFindClose(HANDLE find);
uint32_t FilterInstanceFindFirst(const char16_t *filterName, uint32_t infoClass, void *buffer, uint32_t bytes,
                                 uint32_t *returned, HANDLE *find);
uint32_t FilterInstanceFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned);
uint32_t FilterInstanceFindClose(HANDLE find);
uint32_t FilterVolumeInstanceFindFirst(const char16_t *volumeName, uint32_t infoClass, void *buffer, uint32_t bytes,
                                       uint32_t *returned, HANDLE *find);
uint32_t FilterVolumeInstanceFindNext(HANDLE find, uint32_t infoClass, void *buffer, uint32_t bytes, uint32_t *returned);
uint32_t FilterVolumeInstanceFindClose(HANDLE find);
uint32_t FilterGetDosName(const char16_t *volumeName, char16_t *dosName, uint32_t capacity);

uint32_t FilterLoad(const char16_t *filterName);
uint32_t FilterUnload(const char16_t *filterName);
uint32_t FilterAttach(const char16_t *filter, const char16_t *volumeName, const char16_t *instanceName, uint32_t createdBytes,
                      char16_t *createdName);
uint32_t FilterAttachAtAltitude(const char16_t *filter, const char16_t *volumeName, const char16_t *altitude,
                                const char16_t *instanceName, uint32_t createdBytes, char16_t *createdName);
uint32_t FilterDetach(const char16_t *filter, const char16_t *volumeName, const char16_t *instanceName);
uint32_t FilterConnectCommunicationPort(const char16_t *portName, uint32_t options, const void *context, uint16_t contextBytes,
                                        const void *security, HANDLE *port);
uint32_t FilterSendMessage(HANDLE port, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes,
                           uint32_t *returned);
uint32_t FilterGetMessage(HANDLE port, void *message, uint32_t bytes, FLT_OVERLAPPED *overlapped);
uint32_t FilterReplyMessage(HANDLE port, const void *reply, uint32_t bytes);

/* ntdll, version, advapi32 */
int32_t LookupPrivilegeValueW(const char16_t *system, const char16_t *name, LUID *luid);
int32_t AdjustTokenPrivileges(HANDLE token, int32_t disableAll, const TOKEN_PRIVILEGES *wanted, uint32_t bufferBytes,
                              TOKEN_PRIVILEGES *previous, uint32_t *returned);
int32_t RtlGetVersion(OSVERSIONINFOEXW *information);
uint32_t RtlNtStatusToDosError(int32_t status);
uint32_t GetFileVersionInfoSizeExW(uint32_t flags, const char16_t *fileName, uint32_t *reserved);
int32_t GetFileVersionInfoExW(uint32_t flags, const char16_t *fileName, uint32_t reserved, uint32_t bufferBytes, void *buffer);
int32_t VerQueryValueW(const void *block, const char16_t *subBlock, void **value, uint32_t *length);
int32_t RegGetValueW(HANDLE key, const char16_t *subKey, const char16_t *valueName, uint32_t flags, uint32_t *type, void *data,
                     uint32_t *bytes);
int32_t OpenProcessToken(HANDLE process, uint32_t access, HANDLE *token);
int32_t GetTokenInformation(HANDLE token, uint32_t infoClass, void *buffer, uint32_t bufferBytes, uint32_t *returned);

/* shell32, ole32, and processes of kernel32 */
int32_t ShellExecuteExW(SHELLEXECUTEINFOW *info);
int32_t CoInitializeEx(void *reserved, uint32_t mode);
uint32_t GetProcessId(HANDLE process);
int32_t GetExitCodeProcess(HANDLE process, uint32_t *code);
