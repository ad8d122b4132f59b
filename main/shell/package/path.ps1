# Adds a folder to PATH, or removes it: for this user or for the machine. The value keeps its kind, and unexpanded parts stay unexpanded.
param(
    [Parameter(Mandatory)][ValidateSet('add', 'remove')][string]$Verb,
    [Parameter(Mandatory)][ValidateSet('User', 'Machine')][string]$Scope,
    [Parameter(Mandatory)][string]$Folder
)
$ErrorActionPreference = 'Stop'

$key = if ($Scope -eq 'Machine') {
    [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SYSTEM\CurrentControlSet\Control\Session Manager\Environment', $true)
} else {
    [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
}
$folderName = $Folder.TrimEnd('\')
$old = [string]$key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
$parts = @($old.Split(';') | Where-Object { $_ -ne '' -and $_.TrimEnd('\') -ne $folderName })
if ($Verb -eq 'add') { $parts += $folderName }
$new = $parts -join ';'
if ($new -cne $old) {
    $key.SetValue('Path', $new, [Microsoft.Win32.RegistryValueKind]::ExpandString)
    # Setting any variable tells running programs to read the environment again.
    [Environment]::SetEnvironmentVariable('BpioPathChanged', $null, $Scope)
}
