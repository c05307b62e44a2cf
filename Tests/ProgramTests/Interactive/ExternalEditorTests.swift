import Foundation
import ProgramSupport
import Testing

@testable import sluice

@Suite struct ExternalEditorTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func edit(with editor: String, visual: String = "") async -> ExternalEditor.Outcome {
        let environment = ProcessEnvironment(["EDITOR": editor, "VISUAL": visual])
        let editor = ExternalEditor(environment, directory: directory.path)
        // A thread of its own, as the screen has: waiting for the editor must not hold one that tasks run on.
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: editor.edit("GET / HTTP/1.1\n")) }
        }
    }

    @Test func `what the editor saves comes back`() async {
        #expect(await edit(with: "perl -pi -e s/GET/PUT/") == .saved("PUT / HTTP/1.1\n"))
    }

    @Test func `a text saved as it was counts as saved, one left alone does not`() async {
        #expect(await edit(with: "touch -t 200101010000") == .saved("GET / HTTP/1.1\n"))
        #expect(await edit(with: "true") == .unchanged)
    }

    @Test func `VISUAL goes before EDITOR`() async {
        #expect(await edit(with: "false", visual: "perl -pi -e s/GET/HEAD/") == .saved("HEAD / HTTP/1.1\n"))
    }

    @Test func `an editor that fails or is not there is told`() async {
        #expect(await edit(with: "false") == .failed("the editor 'false' ended with code 1: nothing was changed"))
        #expect(
            await edit(with: "no-such-editor 2>/dev/null")
                == .failed("there is no editor 'no-such-editor 2>/dev/null' (set VISUAL or EDITOR)")
        )
    }

    @Test func `the file is nobody else's and gone afterwards`() async throws {
        let outcome = await edit(
            with: #"f() { find "$1" -perm 600 -exec echo private \; > "$1.x"; mv "$1.x" "$1"; }; f"#
        )

        #expect(outcome == .saved("private\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }
}
