#include "textflag.h"

// func getg() uintptr
TEXT ·getg(SB), NOSPLIT, $0-8
	MOVQ (TLS), AX
	MOVQ AX, ret+0(FP)
	RET

// func stackHash() uint64
TEXT ·stackHash(SB), NOSPLIT, $0-8
	MOVQ BP, CX
	MOVQ $0, AX
	MOVQ $0x9e3779b97f4a7c15, DX
	MOVL $64, BX
loop:
	TESTQ CX, CX
	JZ done
	XORQ 8(CX), AX
	IMULQ DX, AX
	ROLQ $29, AX
	MOVQ (CX), SI
	CMPQ SI, CX
	JLS done
	MOVQ SI, CX
	DECL BX
	JNZ loop
done:
	MOVQ AX, ret+0(FP)
	RET
