import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    @Suite(.enabled(if: Python.has(), "python3 or openssl is not installed"))
    struct PackageManagerTests {
        private let bench: ClientBench
        private let bases: [String]

        init() throws {
            bench = try ClientBench()
            let ports = try Origin.http1.get().ports
            bases = ["http://localhost:\(ports[0])/files", "https://localhost:\(ports[1])/files"]
        }

        private static let hasPackageTools = isInstalled("apt-get") && isInstalled("dpkg-deb")

        /// In the clear apt sends its requests without waiting for answers.
        @Test(.enabled(if: hasPackageTools, "apt-get or dpkg-deb is not installed"), arguments: [0, 1])
        func `apt updates from a repository and downloads packages`(base: Int) async throws {
            let repository = "apt-\(base)"
            let run = try await bench.shell(
                """
                set -e
                repository='\(Origin.root.file(repository))'
                mkdir -p "$repository" package/DEBIAN package/data
                for number in 1 2 3 4 5 6; do
                    printf 'Package: sample-%s\\nVersion: 1\\nArchitecture: all\\nMaintainer: Ann <a@example.test>\\n' \
                        $number > package/DEBIAN/control
                    printf 'Description: a sample\\n' >> package/DEBIAN/control
                    head -c ${number}0000 /dev/urandom > package/data/file
                    file="$repository/sample-$number.deb"
                    dpkg-deb -Znone --root-owner-group -b package "$file" > /dev/null
                    dpkg-deb -f "$file"
                    printf 'Filename: ./sample-%s.deb\\nSize: %s\\nSHA256: %s\\n\\n' $number \
                        $(wc -c < "$file") $(sha256sum < "$file" | cut -d' ' -f1)
                done > "$repository/Packages"
                mkdir -p state/lists/partial cache/archives/partial etc
                echo "deb [trusted=yes] \(bases[base])/\(repository) ./" > sources.list
                touch status
                apt="apt-get -q -o Dir::State=$PWD/state -o Dir::State::Status=$PWD/status -o Dir::Cache=$PWD/cache
                    -o Dir::Etc=$PWD/etc -o Dir::Etc::SourceList=$PWD/sources.list -o APT::Sandbox::User=
                    -o Acquire::https::CAInfo=$SSL_CERT_FILE -o Acquire::Languages=none -o Acquire::Retries=0"
                $apt update
                $apt download sample-1 sample-2 sample-3 sample-4 sample-5 sample-6
                for number in 1 2 3 4 5 6; do cmp sample-${number}_1_all.deb "$repository/sample-$number.deb"; done
                echo all the same
                """
            )

            run.expectWhole(run.flows.count)
            #expect(run.text.hasSuffix("all the same\n"))
            let packages = run.flows.filter { $0.request.path.hasSuffix(".deb") }
            #expect(packages.count == 6)
            #expect(packages.allSatisfy { $0.response?.status == 200 })
        }

        @Test(.enabled(if: Python.has("pip"), "pip is not installed"))
        func `pip installs from an index`() async throws {
            let root = Origin.root.path
            let run = try await bench.shell(
                """
                set -e
                mkdir -p '\(root)/pip/simple/sluice-sample'
                '\(Python.path)' - '\(root)/pip' << 'END'
                import hashlib, os, sys, zipfile
                path = sys.argv[1] + "/sluice_sample-1.0-py3-none-any.whl"
                info = "sluice_sample-1.0.dist-info/"
                with zipfile.ZipFile(path, "w") as wheel:
                    wheel.writestr("sluice_sample.py", "DATA = " + repr(os.urandom(200000)))
                    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: sluice-sample\\nVersion: 1.0\\n")
                    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                    wheel.writestr(info + "RECORD", "")
                sum = hashlib.sha256(open(path, "rb").read()).hexdigest()
                with open(sys.argv[1] + "/simple/sluice-sample/index.html", "w") as index:
                    name = os.path.basename(path)
                    index.write(f'<!doctype html><a href="../../{name}#sha256={sum}">{name}</a>')
                END
                export PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
                unset PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST
                '\(Python.path)' -m pip install -q --root-user-action ignore --target installed \
                    --index-url '\(bases[1])/pip/simple' sluice-sample
                PYTHONPATH=installed '\(Python.path)' -c 'import sluice_sample; print(len(sluice_sample.DATA))'
                """
            )

            run.expectWhole(2)
            #expect(run.text == "200000\n")
            #expect(run.flows.last?.request.path.hasSuffix(".whl") == true)
        }
    }
}
