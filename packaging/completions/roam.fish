# fish completion for roam, roam-station, roam-ap and roam-lab. A test holds it against each --help.

function __roam_interfaces
    path basename /sys/class/net/* 2>/dev/null
end

# What the daemon knows now; nothing when it is not running.
function __roam_bssids
    roam station candidates --json=short 2>/dev/null | string match -rag '"bssid":"([0-9a-f:]{17})"'
end

function __roam_clients
    roam ap clients --json=short 2>/dev/null | string match -rag '"client":"([0-9a-f:]{17})"'
end

function __roam_ap_bssids
    roam ap neighbors --json=short 2>/dev/null | string match -rag '"bssid":"([0-9a-f:]{17})"'
end

function __roam_at
    set -l words (commandline -poc)
    test "$words[2..-1]" = "$argv"
end

function __roam_in
    set -l words (commandline -poc)
    set -l count (count $argv)
    test (count $words) -gt $count; and test "$words[2..$(math $count + 1)]" = "$argv"
end

set -l rules wpa_supplicant-2.10 wpa_supplicant-2.11 networkmanager networkmanager-multi iwd esp-idf apple-ios apple-macos a3
set -l levels stay reluctant balanced eager chase

complete -c roam -s h -l help -d 'Show help'
complete -c roam -s V -l version -n __roam_at -d 'Show version'
complete -c roam -f -n __roam_at -a station -d 'Ask the station daemon'
complete -c roam -f -n __roam_at -a ap -d 'Ask the access point daemon'
complete -c roam -f -n __roam_at -a decode -d 'Show what 802.11 frames say'
complete -c roam -f -n __roam_at -a explain -d 'Say from logs why a station roamed'
complete -c roam -f -n __roam_at -a check-trace -d 'Check a roaming trace'

complete -c roam -f -n '__roam_at station' -a status -d 'The link, and what was decided last'
complete -c roam -f -n '__roam_at station' -a why -d 'The latest decisions with all that was compared'
complete -c roam -f -n '__roam_at station' -a candidates -d 'All BSS of the network, best first'
complete -c roam -f -n '__roam_at station' -a history -d 'Moves, attempts, links made and lost'
complete -c roam -f -n '__roam_at station' -a scan -d 'Look now, and list what was found'
complete -c roam -f -n '__roam_at station' -a roam -d 'Move to an access point now'
complete -c roam -f -n '__roam_at station' -a level -d 'Show or set how eager to move'
complete -c roam -f -n '__roam_at station' -a watch -d 'Print what happens'
complete -c roam -n '__roam_in station' -l run-dir -xa '(__fish_complete_directories)' -d "Where the daemon's socket is"
for verb in status why candidates history scan watch
    complete -c roam -f -n "__roam_at station $verb" -a '(__roam_interfaces)'
end
complete -c roam -n '__roam_in station why' -s n -x -d 'How many'
complete -c roam -n '__roam_in station why' -l as -xa "$rules all" -d "Also another's rule"
complete -c roam -n '__roam_in station history' -s n -x -d 'How many'
complete -c roam -n '__roam_in station history' -l since -xa '15min 2h 1d' -d 'Only from then on'
complete -c roam -n '__roam_in station history' -l all -d 'Stays and looks, too'
complete -c roam -n '__roam_in station history' -l why -d 'With all that was compared'
complete -c roam -n '__roam_in station history' -l state-dir -xa '(__fish_complete_directories)' -d 'Where history.db is'
complete -c roam -n '__roam_in station scan' -l all -d 'At every channel'
complete -c roam -n '__roam_in station watch' -l trace -d 'Events of the roaming contract, too'
complete -c roam -f -n '__roam_at station level' -a "$levels"
complete -c roam -f -n '__roam_at station roam' -a '(__roam_bssids)'

complete -c roam -f -n '__roam_at ap' -a status -d 'Every BSS, and what was asked of clients'
complete -c roam -f -n '__roam_at ap' -a clients -d 'The clients, and how they take requests'
complete -c roam -f -n '__roam_at ap' -a why -d 'What was decided last about a client'
complete -c roam -f -n '__roam_at ap' -a neighbors -d 'The lists of neighbors'
complete -c roam -f -n '__roam_at ap' -a check -d 'What is set up wrongly'
complete -c roam -f -n '__roam_at ap' -a measure -d 'Have a client measure'
complete -c roam -f -n '__roam_at ap' -a steer -d 'Ask a client to move'
complete -c roam -f -n '__roam_at ap' -a watch -d 'Print what happens'
complete -c roam -n '__roam_in ap' -l run-dir -xa '(__fish_complete_directories)' -d "Where the daemon's socket is"
complete -c roam -n '__roam_in ap clients' -l all -d 'Those that are somewhere else, too'
complete -c roam -n '__roam_in ap why' -s n -x -d 'How many'
for verb in why measure steer watch
    complete -c roam -f -n "__roam_at ap $verb" -a '(__roam_clients)'
end
complete -c roam -f -n '__roam_in ap steer; and test (count (commandline -poc)) -eq 4' -a '(__roam_ap_bssids)'

complete -c roam -n '__roam_in decode' -l as -xa 'frame radiotap elements action' -d 'What hexadecimal input is'
complete -c roam -n '__roam_in decode' -l kind -x -d 'Only these kinds'
complete -c roam -n '__roam_in decode' -l address -x -d 'Only of this address'
complete -c roam -n '__roam_in decode' -l all -d 'Data and control frames, too'
complete -c roam -n '__roam_in decode' -s n -l count -x -d 'Stop after so many'
complete -c roam -n '__roam_in decode' -l rcpi -xa 'standard signed signed-if-rsni-zero' -d 'How RCPI is coded'
complete -c roam -n '__roam_in decode' -s q -l quiet -l no-progress -d 'No progress'
complete -c roam -n '__roam_in decode' -s j -d 'One JSON object per frame'
complete -c roam -n '__roam_in explain' -l html -r -d 'Also as a page'
complete -c roam -n '__roam_in explain' -l events -xa 'roam windows off' -d 'Print the roaming trace'
complete -c roam -n '__roam_in explain' -l anonymise -d 'Replace addresses and names'
complete -c roam -n '__roam_in explain' -l from -x -d 'Only from then on'
complete -c roam -n '__roam_in explain' -l to -x -d 'Only until then'
complete -c roam -n '__roam_in explain' -l station -x -d 'Only this station'
complete -c roam -n '__roam_in explain' -l bssid -x -d 'Only this BSS'
complete -c roam -n '__roam_in explain' -l unknown -d 'Show the lines that are not known'
complete -c roam -n '__roam_in explain' -s q -l quiet -l no-progress -d 'No progress'
complete -c roam -n '__roam_in explain' -s j -d 'The answer as JSON'
complete -c roam -l json -d 'JSON'
complete -c roam -n '__roam_in check-trace' -l complete -d 'What is open at the end is a violation'
complete -c roam -n '__roam_in check-trace' -l cut -d 'The beginning is missing'

complete -c roam-station -f
complete -c roam-station -s i -l interface -xa '(__roam_interfaces)' -d 'Interface to look after'
complete -c roam-station -l ctrl-dir -xa '(__fish_complete_directories)' -d "Where wpa_supplicant's sockets are"
complete -c roam-station -l config -r -d 'Configuration file'
complete -c roam-station -l state-dir -xa '(__fish_complete_directories)' -d 'Where records are kept'
complete -c roam-station -l run-dir -xa '(__fish_complete_directories)' -d 'Where the socket is made'
complete -c roam-station -l log-level -xa 'error warning info debug' -d 'What to log'
complete -c roam-station -l policy -xa "roam $rules" -d 'Whose rule decides'
complete -c roam-station -l events -xa 'roam windows' -d 'Print the roaming trace'
complete -c roam-station -l observe -d 'Take every decision and no action'
complete -c roam-station -s h -l help -d 'Show help'
complete -c roam-station -s V -l version -d 'Show version'

complete -c roam-ap -f
complete -c roam-ap -l ctrl-dir -xa '(__fish_complete_directories)' -d "Where hostapd's sockets are"
complete -c roam-ap -l ubus -xa 'auto none' -d "OpenWrt's bus"
complete -c roam-ap -s i -l interfaces -xa '(__roam_interfaces)' -d 'Only the BSS of these interfaces'
complete -c roam-ap -l config -r -d 'Configuration file'
complete -c roam-ap -l uci -r -d "OpenWrt's configuration file"
complete -c roam-ap -l state-dir -xa '(__fish_complete_directories)' -d 'Where records are kept'
complete -c roam-ap -l run-dir -xa '(__fish_complete_directories)' -d 'Where the socket is made'
complete -c roam-ap -l peers -xa 'lan (__roam_interfaces)' -d 'The other access points'
complete -c roam-ap -l key-file -r -d "The site's key"
complete -c roam-ap -l mode -xa 'observe suggest insist enforce' -d 'What may be done'
complete -c roam-ap -l policy -xa 'gain hostapd-roamer band least-signal load' -d 'Whose rule decides'
complete -c roam-ap -l metrics -x -d 'Answer Prometheus there'
complete -c roam-ap -l log-level -xa 'error warning info debug' -d 'What to log'
complete -c roam-ap -s h -l help -d 'Show help'
complete -c roam-ap -s V -l version -d 'Show version'

complete -c roam-lab -s h -l help -d 'Show help'
complete -c roam-lab -s V -l version -n __roam_at -d 'Show version'
complete -c roam-lab -f -n __roam_at -a 'scenarios arms kernel run rehearse'
complete -c roam-lab -f -n '__roam_at kernel' -a build
complete -c roam-lab -n '__roam_in run' -l arm -x -d 'Arms, separated by commas'
complete -c roam-lab -n '__roam_in run' -l html -r -d 'Write a report'
complete -c roam-lab -n '__roam_in run' -l keep -xa '(__fish_complete_directories)' -d "Keep each run's logs"
complete -c roam-lab -n '__roam_in run' -l capture -d 'Write air.pcap'
complete -c roam-lab -n '__roam_in run' -s q -l quiet -d 'No progress'
complete -c roam-lab -l seed -x -d 'One seed'
complete -c roam-lab -l seeds -x -d 'N..M'
complete -c roam-lab -s j -l jobs -x -d 'At a time'
complete -c roam-lab -l json -r -d 'Write the scores'
complete -c roam-lab -n '__roam_in rehearse' -l records -xa '(__fish_complete_directories)' -d 'Write decision records'
complete -c roam-lab -n '__roam_in rehearse' -l policy -xa "roam $rules" -d 'Whose rule decides'
complete -c roam-lab -n '__roam_in rehearse' -l level -xa "$levels" -d 'How eager'
