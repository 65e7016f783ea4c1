# bash completion for roam, roam-station, roam-ap and roam-lab. A test holds it against each --help.

_roam_interfaces() { ls /sys/class/net 2>/dev/null; }

# What the daemon knows now; nothing when it is not running.
_roam_bssids() {
    roam station candidates --json=short 2>/dev/null | grep -oE '"bssid":"[0-9a-f:]{17}"' | grep -oE '([0-9a-f]{2}:){5}[0-9a-f]{2}'
}

_roam_clients() {
    roam ap clients --json=short 2>/dev/null | grep -oE '"client":"[0-9a-f:]{17}"' | grep -oE '([0-9a-f]{2}:){5}[0-9a-f]{2}'
}
_roam_ap_bssids() {
    roam ap neighbors --json=short 2>/dev/null | grep -oE '"bssid":"[0-9a-f:]{17}"' | grep -oE '([0-9a-f]{2}:){5}[0-9a-f]{2}'
}

_roam_rules="wpa_supplicant-2.10 wpa_supplicant-2.11 networkmanager networkmanager-multi iwd esp-idf apple-ios apple-macos a3"
_roam_levels="stay reluctant balanced eager chase"

# Offers the words of $1 that go with what was typed. Readline breaks words at colons, which addresses have.
_roam_offer() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
    if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}

# Values of an option that stands before the cursor; fails when it takes none that we know.
_roam_value() {
    case $prev in
        --as) _roam_offer "$_roam_rules all frame radiotap elements action" ;;
        --policy)
            if [[ ${COMP_WORDS[0]##*/} == roam-ap ]]; then _roam_offer "gain hostapd-roamer band least-signal load"; else _roam_offer "roam $_roam_rules"; fi
            ;;
        --mode) _roam_offer "observe suggest insist enforce" ;;
        --ubus) _roam_offer "auto none" ;;
        --peers) _roam_offer "lan $(_roam_interfaces)" ;;
        --log-level) _roam_offer "error warning info debug" ;;
        --level) _roam_offer "$_roam_levels" ;;
        --events) _roam_offer "roam windows" ;;
        --rcpi) _roam_offer "standard signed signed-if-rsni-zero" ;;
        --since) _roam_offer "15min 2h 1d" ;;
        -i | --interface | --interfaces) _roam_offer "$(_roam_interfaces)" ;;
        --run-dir | --state-dir | --ctrl-dir | --keep | --records) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
        --config | --uci | --key-file | --html) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
        -n | --count | --kind | --address | --seed | --seeds | --jobs | -j | --arm | --metrics) COMPREPLY=() ;;
        *) return 1 ;;
    esac
}

_roam_station_verb() {
    local common="--json --json=short --run-dir --help"
    case $1 in
        why) options="-n --as $common" arguments=$(_roam_interfaces) ;;
        history) options="-n --since --all --why --state-dir $common" arguments=$(_roam_interfaces) ;;
        scan) options="--all $common" arguments=$(_roam_interfaces) ;;
        watch) options="--trace $common" arguments=$(_roam_interfaces) ;;
        level) options=$common arguments=$_roam_levels ;;
        roam) options=$common arguments=$(_roam_bssids) ;;
        *) options=$common arguments=$(_roam_interfaces) ;;
    esac
}

_roam_ap_verb() {
    local common="--json --json=short --run-dir --help"
    case $1 in
        clients) options="--all $common" ;;
        why) options="-n $common" arguments=$(_roam_clients) ;;
        measure | watch) options=$common arguments=$(_roam_clients) ;;
        steer)
            options=$common
            if [ "$COMP_CWORD" -le 3 ]; then arguments=$(_roam_clients); else arguments=$(_roam_ap_bssids); fi
            ;;
        check) options=$common files=yes ;;
        *) options=$common ;;
    esac
}

_roam() {
    local cur prev options="" arguments="" files=""
    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref -n =: cur prev
    else
        cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    fi
    case ${COMP_WORDS[0]##*/} in
        roam-station)
            options="--interface --ctrl-dir --config --state-dir --run-dir --log-level --policy --events --observe"
            options+=" --help --version"
            ;;
        roam-ap)
            options="--ctrl-dir --ubus --interfaces --config --uci --state-dir --run-dir --peers --key-file --mode"
            options+=" --policy --metrics --log-level --help --version"
            ;;
        roam-lab)
            case ${COMP_WORDS[1]} in
                run) options="--arm --seed --seeds --jobs --json --html --keep --capture --quiet --help" files=yes ;;
                rehearse) options="--seeds --seed --jobs --json --records --policy --level --help" files=yes ;;
                kernel) options="--help" arguments="build" ;;
                scenarios | arms) options="--help" ;;
                *) options="--help --version" arguments="scenarios arms kernel run rehearse" ;;
            esac
            ;;
        *)
            case ${COMP_WORDS[1]} in
                station)
                    if [ "$COMP_CWORD" -le 2 ]; then
                        options="--help" arguments="status why candidates history scan roam level watch"
                    else
                        _roam_station_verb "${COMP_WORDS[2]}"
                    fi
                    ;;
                ap)
                    if [ "$COMP_CWORD" -le 2 ]; then
                        options="--help" arguments="status clients why neighbors check measure steer watch"
                    else
                        _roam_ap_verb "${COMP_WORDS[2]}"
                    fi
                    ;;
                decode)
                    options="--as --json --json=pretty --kind --address --all --count --rcpi --quiet --no-progress --help"
                    files=yes
                    ;;
                explain)
                    options="--json --html --events --anonymise --from --to --station --bssid --unknown --quiet --no-progress --help"
                    files=yes
                    ;;
                check-trace) options="--complete --cut --json --help" files=yes ;;
                *) options="--help --version" arguments="decode explain station ap check-trace" ;;
            esac
            ;;
    esac
    _roam_value && return
    if [[ $cur == -* ]]; then
        _roam_offer "$options"
    elif [ -n "$files" ]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    else
        _roam_offer "$arguments"
    fi
}
complete -F _roam roam roam-station roam-ap roam-lab
