/** The policy document as text, to the byte: re-printing JSON would lose what the owner wrote. */
export type PolicyText = string;
