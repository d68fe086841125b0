#include "textflag.h"

// func getg() uintptr
TEXT ·getg(SB), NOSPLIT, $0-8
	MOVD g, R0
	MOVD R0, ret+0(FP)
	RET

// func stackHash() uint64
TEXT ·stackHash(SB), NOSPLIT, $0-8
	MOVD R29, R1
	MOVD $0, R0
	MOVD $0x9e3779b97f4a7c15, R2
	MOVD $64, R3
loop:
	CBZ R1, done
	MOVD 8(R1), R4
	EOR R4, R0, R0
	MUL R2, R0, R0
	ROR $35, R0, R0
	MOVD (R1), R4
	CMP R1, R4
	BLS done
	MOVD R4, R1
	SUB $1, R3, R3
	CBNZ R3, loop
done:
	MOVD R0, ret+0(FP)
	RET
