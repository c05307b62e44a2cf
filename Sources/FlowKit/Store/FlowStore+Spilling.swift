import Synchronization

extension FlowStore {
    /// Writes the oldest bodies to the file until enough memory is free. Runs as a job, where waiting is allowed.
    func spill(_ options: SpillOptions) {
        do {
            let file = try spillFile(options)
            file.takeBack()
            while let batch = state.withLock({ $0.bodiesToSpill() }) {
                try write(batch, to: file, options)
                signal()
            }
        } catch {
            state.withLock { $0.stopSpilling() }
            options.notice(
                "cannot keep bodies in \(options.directory): \(error.reason.lowercased()); from now on they stay in memory, "
                    + "and the oldest flows are dropped"
            )
        }
    }

    private func spillFile(_ options: SpillOptions) throws(SystemFile.Failure) -> SpillFile {
        if let file = spillFile.withLock({ $0 }) { return file }
        // Jobs run one at a time: nobody else opens it meanwhile.
        let file = SpillFile(try SystemFile(in: options.directory), limit: options.limit)
        spillFile.withLock { $0 = file }
        return file
    }

    private func write(_ batch: SpillBatch, to file: SpillFile, _ options: SpillOptions) throws(SystemFile.Failure) {
        var written: [(StoredBody, SpillExtent)] = []
        var run = (offset: 0, bytes: [UInt8]())
        for body in batch.bodies {
            guard let extent = room(body.byteCount, in: file, options) else { break }
            // Neighbours are written together.
            if extent.offset != run.offset + run.bytes.count {
                try file.write(run.bytes, at: run.offset)
                run = (extent.offset, [])
            }
            for chunk in body.chunksInMemory ?? [] { run.bytes += chunk }
            written.append((body, extent))
        }
        try file.write(run.bytes, at: run.offset)
        let freed = state.withLock { $0.spilled(written, of: batch) }
        withExtendedLifetime(freed) {}
    }

    /// A place in the file; where it is full, the oldest bodies make room.
    private func room(_ byteCount: Int, in file: SpillFile, _ options: SpillOptions) -> SpillExtent? {
        while true {
            if let extent = file.extent(byteCount) { return extent }
            // Many at a time: what is free is put in order each time.
            guard dropOldestBodies(max(byteCount, options.limit / 256)) else { return nil }
        }
    }

    /// Drops so many bytes of bodies, as far as there are any that may be.
    ///
    /// - Returns: false where there are none.
    private func dropOldestBodies(_ byteCount: Int) -> Bool {
        var droppedByteCount = 0
        while droppedByteCount < byteCount {
            // Dropped bodies are freed after the lock is released.
            let missing = byteCount - droppedByteCount
            guard let extents = state.withLock({ $0.dropOldestBodies(missing) }) else { break }
            droppedByteCount += extents.reduce(0) { $0 + $1.byteCount }
        }
        return droppedByteCount > 0
    }
}
