import InspectorUI
import TerminalKit
import Testing

@Suite struct KeyMapTests {
    @Test(arguments: [
        ("j", Key(.character("j"))), ("G", Key(.character("G"))), ("ctrl d", Key(.character("d"), .control)),
        ("alt b", Key(.character("b"), .alt)), ("enter", Key(.enter)), ("shift tab", Key(.backTab)),
        ("space", Key(.character(" "))), ("page down", Key(.pageDown)), ("f5", Key(.function(5))),
        ("ctrl left", Key(.left, .control)), ("f", Key(.character("f"))), (":", Key(.character(":"))),
    ])
    func `a key reads and writes the same`(spec: String, key: Key) {
        #expect(KeySpec.parse(spec) == key)
        #expect(KeySpec.text(key) == spec)
    }

    @Test(arguments: ["", "ctrl", "ctrl ", "f0", "f99", "enterr", "shift"])
    func `what is no key is none`(spec: String) {
        #expect(KeySpec.parse(spec) == nil)
    }

    @Test func `every row names a command that takes its arguments`() {
        for binding in KeyMap.standard.bindings {
            let words = binding.commandLine.split(separator: " ")
            let command = Commands.builtIn[binding.commandName]
            #expect(command != nil, "\(binding.commandLine) of key \(binding.keysText) is no command")
            #expect((command?.arguments.count ?? 0) >= words.count - 1)
        }
    }

    @Test func `no context gives one key two meanings`() {
        for context in KeyMap.standard.contexts {
            let keys = KeyMap.standard.bindings(in: context).flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "in \(context.title)")
        }
    }

    @Test func `names of commands are unique`() {
        let names = Commands.builtIn.all.map(\.name)

        #expect(Set(names).count == names.count)
    }

    @Test(arguments: Commands.builtIn.all.map(\.name))
    func `every command has a line of help without a full stop`(name: String) {
        let help = Commands.builtIn[name]?.help ?? ""

        #expect(help.first?.isUppercase == true)
        #expect(help.last != ".")
        #expect(!help.contains("\n"))
    }
}
