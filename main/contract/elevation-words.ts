/** The word on a command line that makes a program of ours the elevated service. */
export const ELEVATED_SERVICE = '--elevated-service';
