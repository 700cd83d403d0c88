/*
 * Fuzz: any bytes as a snapshot file.  It is refused with a fault, or opens
 * and can be read to its end.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kb/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct fault fault;
	snprintf(path, sizeof(path), "/tmp/foyer-fuzz-snapshot-%d", (int)getpid());
	FILE *file = fopen(path, "wb");
	if (file == NULL || fwrite(data, 1, size, file) != size)
		return 0;
	fclose(file);
	struct snapshot *snapshot = snapshot_open(path, &fault);
	if (snapshot != NULL) {
		for (int i = 0; i < snapshot_entry_count(snapshot); i++)
			(void)strlen(snapshot_entry(snapshot, i)->question);
		snapshot_release(&snapshot);
	}
	unlink(path);
	return 0;
}
