/** Something the person at the keyboard has to put right. Its message is one line and is all that is shown. */
export class SetupProblem extends Error {}
