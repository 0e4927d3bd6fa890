package dev.weft.agent.weave;

/** The instructions that are looked for or written (JVMS 6.5), and how long each is. */
final class Op {
  static final int NOP = 0;
  static final int ACONST_NULL = 1;
  static final int ICONST_0 = 3;
  static final int BIPUSH = 16;
  static final int SIPUSH = 17;
  static final int LDC_W = 19;
  static final int ILOAD = 21;
  static final int ALOAD = 25;
  static final int ISTORE = 54;
  static final int ASTORE = 58;
  static final int POP = 87;
  static final int DUP = 89;
  static final int SWAP = 95;
  static final int IFNE = 154;
  static final int GOTO = 167;
  static final int JSR = 168;
  static final int TABLESWITCH = 170;
  static final int LOOKUPSWITCH = 171;
  static final int IRETURN = 172;
  static final int ARETURN = 176;
  static final int RETURN = 177;
  static final int INVOKEVIRTUAL = 182;
  static final int INVOKESPECIAL = 183;
  static final int INVOKESTATIC = 184;
  static final int INVOKEINTERFACE = 185;
  static final int ATHROW = 191;
  static final int CHECKCAST = 192;
  static final int INSTANCEOF = 193;
  static final int WIDE = 196;
  static final int IFNULL = 198;
  static final int IFNONNULL = 199;
  static final int GOTO_W = 200;
  static final int JSR_W = 201;

  private static final int IINC = 132;
  private static final int IFEQ = 153;

  /** Of 0 to 201; 0: it depends. */
  private static final String LENGTHS =
      "11111111111111112323322222111111111111111111111111111122222111111111111111111111"
          + "11111111111111111111111111111111111111111111111111113111111111111111111113333333"
          + "333333333200111111333333355323113311043355";

  private Op() {}

  static boolean isReturn(int opcode) {
    return opcode >= IRETURN && opcode <= RETURN;
  }

  /** With an offset of two bytes. */
  static boolean isJump(int opcode) {
    return opcode >= IFEQ && opcode <= JSR || opcode == IFNULL || opcode == IFNONNULL;
  }

  static boolean isFarJump(int opcode) {
    return opcode == GOTO_W || opcode == JSR_W;
  }

  static boolean isCall(int opcode) {
    return opcode >= INVOKEVIRTUAL && opcode <= INVOKEINTERFACE && opcode != INVOKESPECIAL;
  }

  /** Bytes of the instruction at {@code at} of a body that begins at {@code start}. */
  static int length(ClassFile file, int start, int at) {
    int opcode = file.u1(at);
    if (opcode == WIDE) {
      return file.u1(at + 1) == IINC ? 6 : 4;
    }
    if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
      int content = at + 1 + padding(at - start);
      int entries =
          opcode == LOOKUPSWITCH
              ? 2 * file.s4(content + 4)
              : 1 + file.s4(content + 8) - file.s4(content + 4) + 1;
      return content - at + 8 + 4 * entries;
    }
    if (opcode >= LENGTHS.length()) {
      throw new IllegalArgumentException("instruction of unknown kind " + opcode);
    }
    return LENGTHS.charAt(opcode) - '0';
  }

  /** Bytes between a switch's opcode and its content, which lies at a multiple of four. */
  static int padding(int offset) {
    return 3 - (offset & 3);
  }
}
