/* What fltlib.dll returns when filters, volumes and instances are listed. Source: fltuserstructures.h of the Windows SDK.
 *
 * ...Length counts bytes; ...BufferOffset counts from the start of the entry it stands in; texts do not end in NUL; entries
 * are 8-byte aligned and chained by NextEntryOffset (0 in the last one). */
#pragma once

#include "bpio.h"

enum { FilterFullInformation = 0, FilterAggregateBasicInformation = 1, FilterAggregateStandardInformation = 2 };
enum { FilterVolumeBasicInformation = 0, FilterVolumeStandardInformation = 1 };
enum {
    InstanceBasicInformation = 0,
    InstancePartialInformation = 1,
    InstanceFullInformation = 2,
    InstanceAggregateStandardInformation = 3,
};

/* FLTFL_ASI_IS_*, FLTFL_IASI_IS_* and FLTFL_AGGREGATE_INFO_IS_* share their values. */
#define FLTFL_IS_MINIFILTER 1u
#define FLTFL_IS_LEGACYFILTER 2u

/* FLT_FILESYSTEM_TYPE, as far as volumes here can carry it */
enum {
    FLT_FSTYPE_UNKNOWN = 0,
    FLT_FSTYPE_RAW = 1,
    FLT_FSTYPE_NTFS = 2,
    FLT_FSTYPE_FAT = 3,
    FLT_FSTYPE_CDFS = 4,
    FLT_FSTYPE_UDFS = 5,
    FLT_FSTYPE_MUP = 13,
    FLT_FSTYPE_EXFAT = 22,
    FLT_FSTYPE_NPFS = 25,
    FLT_FSTYPE_MSFS = 26,
    FLT_FSTYPE_CSVFS = 27,
    FLT_FSTYPE_REFS = 28,
};

typedef struct _FILTER_FULL_INFORMATION {
    uint32_t NextEntryOffset;
    uint32_t FrameID;
    uint32_t NumberOfInstances;
    uint16_t FilterNameLength;
    char16_t FilterNameBuffer[1];
} FILTER_FULL_INFORMATION;
WIRE_ASSERT_SIZE(FILTER_FULL_INFORMATION, 16);
WIRE_ASSERT_OFFSET(FILTER_FULL_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(FILTER_FULL_INFORMATION, FrameID, 4);
WIRE_ASSERT_OFFSET(FILTER_FULL_INFORMATION, NumberOfInstances, 8);
WIRE_ASSERT_OFFSET(FILTER_FULL_INFORMATION, FilterNameLength, 12);
WIRE_ASSERT_OFFSET(FILTER_FULL_INFORMATION, FilterNameBuffer, 14);

typedef struct _FILTER_AGGREGATE_BASIC_INFORMATION {
    uint32_t NextEntryOffset;
    uint32_t Flags;
    union {
        struct {
            uint32_t FrameID;
            uint32_t NumberOfInstances;
            uint16_t FilterNameLength;
            uint16_t FilterNameBufferOffset;
            uint16_t FilterAltitudeLength;
            uint16_t FilterAltitudeBufferOffset;
        } MiniFilter;
        struct {
            uint16_t FilterNameLength;
            uint16_t FilterNameBufferOffset;
        } LegacyFilter;
    } Type;
} FILTER_AGGREGATE_BASIC_INFORMATION;
WIRE_ASSERT_SIZE(FILTER_AGGREGATE_BASIC_INFORMATION, 24);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Flags, 4);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FrameID, 8);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.NumberOfInstances, 12);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterNameLength, 16);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterNameBufferOffset, 18);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterAltitudeLength, 20);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.MiniFilter.FilterAltitudeBufferOffset, 22);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.LegacyFilter.FilterNameLength, 8);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_BASIC_INFORMATION, Type.LegacyFilter.FilterNameBufferOffset, 10);

typedef struct _FILTER_AGGREGATE_STANDARD_INFORMATION {
    uint32_t NextEntryOffset;
    uint32_t Flags;
    union {
        struct {
            uint32_t Flags;
            uint32_t FrameID;
            uint32_t NumberOfInstances;
            uint16_t FilterNameLength;
            uint16_t FilterNameBufferOffset;
            uint16_t FilterAltitudeLength;
            uint16_t FilterAltitudeBufferOffset;
        } MiniFilter;
        struct {
            uint32_t Flags;
            uint16_t FilterNameLength;
            uint16_t FilterNameBufferOffset;
            uint16_t FilterAltitudeLength;
            uint16_t FilterAltitudeBufferOffset;
        } LegacyFilter;
    } Type;
} FILTER_AGGREGATE_STANDARD_INFORMATION;
WIRE_ASSERT_SIZE(FILTER_AGGREGATE_STANDARD_INFORMATION, 28);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Flags, 4);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.Flags, 8);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FrameID, 12);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.NumberOfInstances, 16);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameLength, 20);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameBufferOffset, 22);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterAltitudeLength, 24);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterAltitudeBufferOffset, 26);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.Flags, 8);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameLength, 12);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameBufferOffset, 14);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterAltitudeLength, 16);
WIRE_ASSERT_OFFSET(FILTER_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterAltitudeBufferOffset, 18);

typedef struct _FILTER_VOLUME_BASIC_INFORMATION {
    uint16_t FilterVolumeNameLength;
    char16_t FilterVolumeName[1];
} FILTER_VOLUME_BASIC_INFORMATION;
WIRE_ASSERT_SIZE(FILTER_VOLUME_BASIC_INFORMATION, 4);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_BASIC_INFORMATION, FilterVolumeNameLength, 0);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_BASIC_INFORMATION, FilterVolumeName, 2);

typedef struct _FILTER_VOLUME_STANDARD_INFORMATION {
    uint32_t NextEntryOffset;
    uint32_t Flags;
    uint32_t FrameID;
    int32_t FileSystemType;
    uint16_t FilterVolumeNameLength;
    char16_t FilterVolumeName[1];
} FILTER_VOLUME_STANDARD_INFORMATION;
WIRE_ASSERT_SIZE(FILTER_VOLUME_STANDARD_INFORMATION, 20);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_STANDARD_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_STANDARD_INFORMATION, Flags, 4);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_STANDARD_INFORMATION, FrameID, 8);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_STANDARD_INFORMATION, FileSystemType, 12);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_STANDARD_INFORMATION, FilterVolumeNameLength, 16);
WIRE_ASSERT_OFFSET(FILTER_VOLUME_STANDARD_INFORMATION, FilterVolumeName, 18);

typedef struct _INSTANCE_BASIC_INFORMATION {
    uint32_t NextEntryOffset;
    uint16_t InstanceNameLength;
    uint16_t InstanceNameBufferOffset;
} INSTANCE_BASIC_INFORMATION;
WIRE_ASSERT_SIZE(INSTANCE_BASIC_INFORMATION, 8);
WIRE_ASSERT_OFFSET(INSTANCE_BASIC_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(INSTANCE_BASIC_INFORMATION, InstanceNameLength, 4);
WIRE_ASSERT_OFFSET(INSTANCE_BASIC_INFORMATION, InstanceNameBufferOffset, 6);

typedef struct _INSTANCE_PARTIAL_INFORMATION {
    uint32_t NextEntryOffset;
    uint16_t InstanceNameLength;
    uint16_t InstanceNameBufferOffset;
    uint16_t AltitudeLength;
    uint16_t AltitudeBufferOffset;
} INSTANCE_PARTIAL_INFORMATION;
WIRE_ASSERT_SIZE(INSTANCE_PARTIAL_INFORMATION, 12);
WIRE_ASSERT_OFFSET(INSTANCE_PARTIAL_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(INSTANCE_PARTIAL_INFORMATION, InstanceNameLength, 4);
WIRE_ASSERT_OFFSET(INSTANCE_PARTIAL_INFORMATION, InstanceNameBufferOffset, 6);
WIRE_ASSERT_OFFSET(INSTANCE_PARTIAL_INFORMATION, AltitudeLength, 8);
WIRE_ASSERT_OFFSET(INSTANCE_PARTIAL_INFORMATION, AltitudeBufferOffset, 10);

typedef struct _INSTANCE_FULL_INFORMATION {
    uint32_t NextEntryOffset;
    uint16_t InstanceNameLength;
    uint16_t InstanceNameBufferOffset;
    uint16_t AltitudeLength;
    uint16_t AltitudeBufferOffset;
    uint16_t VolumeNameLength;
    uint16_t VolumeNameBufferOffset;
    uint16_t FilterNameLength;
    uint16_t FilterNameBufferOffset;
} INSTANCE_FULL_INFORMATION;
WIRE_ASSERT_SIZE(INSTANCE_FULL_INFORMATION, 20);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, InstanceNameLength, 4);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, InstanceNameBufferOffset, 6);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, AltitudeLength, 8);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, AltitudeBufferOffset, 10);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, VolumeNameLength, 12);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, VolumeNameBufferOffset, 14);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, FilterNameLength, 16);
WIRE_ASSERT_OFFSET(INSTANCE_FULL_INFORMATION, FilterNameBufferOffset, 18);

typedef struct _INSTANCE_AGGREGATE_STANDARD_INFORMATION {
    uint32_t NextEntryOffset;
    uint32_t Flags;
    union {
        struct {
            uint32_t Flags;
            uint32_t FrameID;
            int32_t VolumeFileSystemType;
            uint16_t InstanceNameLength;
            uint16_t InstanceNameBufferOffset;
            uint16_t AltitudeLength;
            uint16_t AltitudeBufferOffset;
            uint16_t VolumeNameLength;
            uint16_t VolumeNameBufferOffset;
            uint16_t FilterNameLength;
            uint16_t FilterNameBufferOffset;
            uint32_t SupportedFeatures;
        } MiniFilter;
        struct {
            uint32_t Flags;
            uint16_t AltitudeLength;
            uint16_t AltitudeBufferOffset;
            uint16_t VolumeNameLength;
            uint16_t VolumeNameBufferOffset;
            uint16_t FilterNameLength;
            uint16_t FilterNameBufferOffset;
            uint32_t SupportedFeatures;
        } LegacyFilter;
    } Type;
} INSTANCE_AGGREGATE_STANDARD_INFORMATION;
WIRE_ASSERT_SIZE(INSTANCE_AGGREGATE_STANDARD_INFORMATION, 40);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, NextEntryOffset, 0);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Flags, 4);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.Flags, 8);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FrameID, 12);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.VolumeFileSystemType, 16);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.InstanceNameLength, 20);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.InstanceNameBufferOffset, 22);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.AltitudeLength, 24);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.AltitudeBufferOffset, 26);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.VolumeNameLength, 28);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.VolumeNameBufferOffset, 30);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameLength, 32);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.FilterNameBufferOffset, 34);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.MiniFilter.SupportedFeatures, 36);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.Flags, 8);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.AltitudeLength, 12);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.AltitudeBufferOffset, 14);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.VolumeNameLength, 16);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.VolumeNameBufferOffset, 18);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameLength, 20);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.FilterNameBufferOffset, 22);
WIRE_ASSERT_OFFSET(INSTANCE_AGGREGATE_STANDARD_INFORMATION, Type.LegacyFilter.SupportedFeatures, 24);

/* Messages from a filter to its client, and replies. ReplyLength counts the reply's header; 0: no reply is expected. */
typedef struct _FILTER_MESSAGE_HEADER {
    uint32_t ReplyLength;
    uint32_t Padding;
    uint64_t MessageId;
} FILTER_MESSAGE_HEADER;
WIRE_ASSERT_SIZE(FILTER_MESSAGE_HEADER, 16);
WIRE_ASSERT_OFFSET(FILTER_MESSAGE_HEADER, ReplyLength, 0);
WIRE_ASSERT_OFFSET(FILTER_MESSAGE_HEADER, MessageId, 8);

typedef struct _FILTER_REPLY_HEADER {
    int32_t Status;
    uint32_t Padding;
    uint64_t MessageId;
} FILTER_REPLY_HEADER;
WIRE_ASSERT_SIZE(FILTER_REPLY_HEADER, 16);
WIRE_ASSERT_OFFSET(FILTER_REPLY_HEADER, Status, 0);
WIRE_ASSERT_OFFSET(FILTER_REPLY_HEADER, MessageId, 8);

/* The part of OVERLAPPED that FilterGetMessage fills in. */
typedef struct _FLT_OVERLAPPED {
    uint64_t Internal; /* NTSTATUS; STATUS_PENDING until a message came */
    uint64_t InternalHigh;
    uint64_t Offset;
    uint64_t hEvent;
} FLT_OVERLAPPED;
WIRE_ASSERT_SIZE(FLT_OVERLAPPED, 32);
