package postfix

// services start what relaying needs and nothing else, without chroot.
const services = `%s inet n - n - - smtpd%s
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

// settings accept mail on loopback and hand it to one server as it is. What concerns the end of data is Debian's default.
const settings = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log/mail
maillog_file_prefixes = %[1]s
myhostname = upstream.example
mydomain = upstream.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
local_header_rewrite_clients =
default_transport = smtp:[%[2]s]:%[3]s
relay_transport = smtp:[%[2]s]:%[3]s
disable_dns_lookups = yes
disable_mime_output_conversion = yes
smtp_tls_security_level = none
smtp_connection_cache_on_demand = no
smtpd_tls_security_level = none
smtpd_client_connection_count_limit = 0
smtputf8_enable = yes
message_size_limit = 52428800
%[4]s`

// trusting takes mail of everybody on this machine.
const trusting = "mynetworks = 127.0.0.0/8\n"

// asking makes a provider's submission server of it: it takes mail of those who log in, with passwords or tokens.
const asking = `mynetworks =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:%s
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject
in_flow_delay = 0
`
